import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Картинки с подписями, на которых обучаются LoRA.",
	create: "Новый набор",
	create_yes: "Создать",
	empty_title: "Наборов пока нет",
	empty_text: "Создайте набор, добавьте от семи картинок и зафиксируйте его, когда ошибок не останется.",
	more: "Показать ещё",
	pictures: "Картинок: {n}",
	newest: "Версия {n}",
	name: "Имя",
	name_hint: "Строчные латинские буквы, цифры, - и _",
	trigger: "Слово-триггер",
	trigger_hint: "С него начинается каждая подпись, например spyke_plasma_v1",
	preset: "Что от него требуется",
	preset_any: "7 картинок и больше",
	preset_sheet: "7–10 с листа персонажа",
	preset_manga: "15–20 по 512 пикселей",
	preset_thirty: "30: 21 по пояс, 6 портретов, 3 в полный рост",
	asymmetric: "Левая и правая стороны персонажа различаются",
	asymmetric_hint: "Отражённые копии научили бы неверной стороне",
});
