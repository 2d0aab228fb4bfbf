import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/new",
	title: {
		en: "New job",
		"pt-BR": "Novo trabalho",
		es: "Nuevo trabajo",
		fr: "Nouvelle tâche",
		de: "Neuer Auftrag",
		ja: "新しいジョブ",
		ko: "새 작업",
		"zh-CN": "新任务",
		ru: "Новое задание",
		hi: "नया काम",
		ar: "مهمة جديدة",
	},
	menu: { icon: "spark", order: 5, shortcut: "n" },
	page: () => import("./page.tsx"),
	words: words.load,
};
