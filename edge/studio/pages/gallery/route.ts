import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/gallery",
	title: {
		en: "Gallery",
		"pt-BR": "Galeria",
		es: "Galería",
		fr: "Galerie",
		de: "Galerie",
		ja: "ギャラリー",
		ko: "갤러리",
		"zh-CN": "图库",
		ru: "Галерея",
		hi: "गैलरी",
		ar: "المعرض",
	},
	menu: { icon: "gallery", order: 30, shortcut: "g" },
	page: () => import("./page.tsx"),
	words: words.load,
};
