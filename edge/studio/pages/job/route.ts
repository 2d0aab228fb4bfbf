import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/jobs/:id",
	title: {
		en: "Job",
		"pt-BR": "Trabalho",
		es: "Trabajo",
		fr: "Tâche",
		de: "Auftrag",
		ja: "ジョブ",
		ko: "작업",
		"zh-CN": "任务",
		ru: "Задание",
		hi: "काम",
		ar: "المهمة",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
