import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/characters",
	title: {
		en: "Characters",
		"pt-BR": "Personagens",
		es: "Personajes",
		fr: "Personnages",
		de: "Figuren",
		ja: "キャラクター",
		ko: "캐릭터",
		"zh-CN": "角色",
		ru: "Персонажи",
		hi: "किरदार",
		ar: "الشخصيات",
	},
	menu: { icon: "person", order: 40, shortcut: "c" },
	page: () => import("./page.tsx"),
	words: words.load,
};
