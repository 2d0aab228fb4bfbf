import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/storyboards",
	title: {
		en: "Storyboards",
		"pt-BR": "Storyboards",
		es: "Storyboards",
		fr: "Storyboards",
		de: "Storyboards",
		ja: "絵コンテ",
		ko: "스토리보드",
		"zh-CN": "分镜",
		ru: "Раскадровки",
		hi: "स्टोरीबोर्ड",
		ar: "القصص المصوّرة",
	},
	menu: { icon: "board", order: 50, shortcut: "s" },
	page: () => import("./page.tsx"),
	words: words.load,
};
