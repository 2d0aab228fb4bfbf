import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Что проявляется сейчас и всё сделанное раньше.",
	state: "Состояние",
	all: "Все",
	empty_title: "Кюветы пусты",
	empty_text: "Отправьте первый запрос. Он сразу появится здесь, и снимок проявится у вас на глазах.",
	copy_request: "Скопировать первый запрос",
	first: "Сделать первое изображение",
	none_title: "Нет заданий в этом состоянии",
	none_text: "Состояния меняются. Покажите все, чтобы увидеть остальные.",
	show_all: "Показать все",
	raw_graph: "Свой граф",
	more: "Показать ещё",
});
