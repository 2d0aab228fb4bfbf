import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/workflows/:id",
	title: {
		en: "Workflow",
		"pt-BR": "Workflow",
		es: "Flujo",
		fr: "Workflow",
		de: "Workflow",
		ja: "ワークフロー",
		ko: "워크플로",
		"zh-CN": "工作流",
		ru: "Процесс",
		hi: "वर्कफ़्लो",
		ar: "سير العمل",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
