import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Какие узлы могут быть в собственных графах аккаунта. На библиотеку не распространяется.",
	account: "Id аккаунта",
	account_hint: "Начинается с acc_",
	show: "Показать",
	is_default: "Действует обычная политика: любой узел, не выходящий за граф.",
	every: "Любой незапрещённый узел",
	allow: "Разрешены",
	deny: "Запрещены",
	trusted: "Доверены за пределами графа",
	trusted_hint: "Читают или пишут файлы либо выходят в сеть",
	patterns_hint: "По классу на строку или начало и *",
	save: "Сохранить",
	saved: "Сохранено",
});
