import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/compare/:first/:second",
	title: {
		en: "Compare",
		"pt-BR": "Comparar",
		es: "Comparar",
		fr: "Comparer",
		de: "Vergleichen",
		ja: "比較",
		ko: "비교",
		"zh-CN": "对比",
		ru: "Сравнение",
		hi: "तुलना",
		ar: "مقارنة",
	},
	within: "/gallery",
	page: () => import("./page.tsx"),
	words: words.load,
};
