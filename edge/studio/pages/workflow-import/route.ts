import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/workflows/import",
	title: {
		en: "Import a workflow",
		"pt-BR": "Importar um workflow",
		es: "Importar un flujo",
		fr: "Importer un workflow",
		de: "Workflow importieren",
		ja: "ワークフローを取り込む",
		ko: "워크플로 가져오기",
		"zh-CN": "导入工作流",
		ru: "Импорт процесса",
		hi: "वर्कफ़्लो लाएँ",
		ar: "استيراد سير عمل",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
