import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/workflows",
	title: {
		en: "Workflows",
		"pt-BR": "Workflows",
		es: "Flujos",
		fr: "Workflows",
		de: "Workflows",
		ja: "ワークフロー",
		ko: "워크플로",
		"zh-CN": "工作流",
		ru: "Процессы",
		hi: "वर्कफ़्लो",
		ar: "مسارات العمل",
	},
	menu: { icon: "flow", order: 60, shortcut: "w" },
	page: () => import("./page.tsx"),
	words: words.load,
};
