import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Сценарий и изображение к каждой фразе.",
	create: "Новая раскадровка",
	create_title: "О чём это?",
	create_yes: "Создать",
	name: "Название",
	name_missing: "Дайте название",
	script: "Сценарий",
	script_hint: "Одна фраза на строку. Каждая станет кадром.",
	no_shots: "Кадров пока нет",
	empty_title: "Расскажите историю в картинках",
	empty_text: "Вставьте сценарий, по фразе на строку. К каждой появится изображение — прямо на ваших глазах.",
	more: "Показать ещё",
});
