import { countWaiting } from "../../api/reviews.ts";
import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/review",
	title: {
		en: "Review",
		"pt-BR": "Revisão",
		es: "Revisión",
		fr: "Relecture",
		de: "Durchsicht",
		ja: "レビュー",
		ko: "검토",
		"zh-CN": "审阅",
		ru: "Проверка",
		hi: "समीक्षा",
		ar: "المراجعة",
	},
	menu: { icon: "eye", order: 42, shortcut: "v", count: countWaiting },
	page: () => import("./page.tsx"),
	words: words.load,
};
