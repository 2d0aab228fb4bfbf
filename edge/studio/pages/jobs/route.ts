import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/jobs",
	title: {
		en: "Jobs",
		"pt-BR": "Trabalhos",
		es: "Trabajos",
		fr: "Tâches",
		de: "Aufträge",
		ja: "ジョブ",
		ko: "작업",
		"zh-CN": "任务",
		ru: "Задания",
		hi: "काम",
		ar: "المهام",
	},
	menu: { icon: "jobs", order: 10, shortcut: "j" },
	page: () => import("./page.tsx"),
	words: words.load,
};
