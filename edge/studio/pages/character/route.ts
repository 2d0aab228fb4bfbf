import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/characters/:id",
	title: {
		en: "Character",
		"pt-BR": "Personagem",
		es: "Personaje",
		fr: "Personnage",
		de: "Figur",
		ja: "キャラクター",
		ko: "캐릭터",
		"zh-CN": "角色",
		ru: "Персонаж",
		hi: "किरदार",
		ar: "الشخصية",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
