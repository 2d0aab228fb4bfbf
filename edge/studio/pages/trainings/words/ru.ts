import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "LoRA в процессе обучения и то, докуда дошло каждое.",
	create: "Новое обучение",
	empty_title: "Пока ничего не обучали",
	empty_text: "Зафиксируйте набор из семи и более картинок и обучите на нём LoRA.",
	to_datasets: "К наборам данных",
	more: "Показать ещё",
	steps: "шаг {n} из {all}",
	kept: "Сохранённые шаги",
});
