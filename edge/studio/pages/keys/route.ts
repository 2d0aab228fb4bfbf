import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/keys",
	title: {
		en: "Keys",
		"pt-BR": "Chaves",
		es: "Claves",
		fr: "Clés",
		de: "Schlüssel",
		ja: "キー",
		ko: "키",
		"zh-CN": "密钥",
		ru: "Ключи",
		hi: "कुंजियाँ",
		ar: "المفاتيح",
	},
	menu: { icon: "key", order: 90, shortcut: "k" },
	page: () => import("./page.tsx"),
	words: words.load,
};
