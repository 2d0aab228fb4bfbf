import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/usage",
	title: {
		en: "Usage",
		"pt-BR": "Uso",
		es: "Uso",
		fr: "Utilisation",
		de: "Nutzung",
		ja: "利用状況",
		ko: "사용량",
		"zh-CN": "用量",
		ru: "Расход",
		hi: "उपयोग",
		ar: "الاستخدام",
	},
	menu: { icon: "coins", order: 70, shortcut: "u" },
	page: () => import("./page.tsx"),
	words: words.load,
};
