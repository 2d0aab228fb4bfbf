import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Те, кто на каждом изображении выглядит одинаково.",
	create: "Новый персонаж",
	create_title: "Кто это?",
	create_text: "Достаточно имени и нескольких слов. Затем — четыре референсных ракурса.",
	create_yes: "Создать",
	name: "Имя",
	name_missing: "Дайте имя",
	description: "Внешность и одежда",
	description_hint: "Своими словами. Текст войдёт в каждый промпт персонажа.",
	no_looks: "Внешность ещё не описана",
	no_references: "Пока без референсов",
	empty_title: "Здесь пока никого",
	empty_text:
		"Создайте персонажа: опишите его, и четыре ракурса сделают его узнаваемым на каждом изображении.",
	more: "Показать ещё",
});
