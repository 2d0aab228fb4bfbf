import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/fleet",
	title: {
		en: "Fleet",
		"pt-BR": "Frota",
		es: "Flota",
		fr: "Parc",
		de: "Flotte",
		ja: "フリート",
		ko: "플릿",
		"zh-CN": "机群",
		ru: "Парк",
		hi: "बेड़ा",
		ar: "الأسطول",
	},
	audience: "operator",
	menu: { icon: "fleet", order: 100, shortcut: "f" },
	page: () => import("./page.tsx"),
	words: words.load,
};
