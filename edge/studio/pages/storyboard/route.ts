import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/storyboards/:id",
	title: {
		en: "Storyboard",
		"pt-BR": "Storyboard",
		es: "Storyboard",
		fr: "Storyboard",
		de: "Storyboard",
		ja: "絵コンテ",
		ko: "스토리보드",
		"zh-CN": "分镜",
		ru: "Раскадровка",
		hi: "स्टोरीबोर्ड",
		ar: "القصة المصوّرة",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
