import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/datasets",
	title: {
		en: "Datasets",
		"pt-BR": "Conjuntos de dados",
		es: "Conjuntos de datos",
		fr: "Jeux de données",
		de: "Datensätze",
		ja: "データセット",
		ko: "데이터셋",
		"zh-CN": "数据集",
		ru: "Наборы данных",
		hi: "डेटासेट",
		ar: "مجموعات البيانات",
	},
	menu: { icon: "rows", order: 45, shortcut: "d" },
	page: () => import("./page.tsx"),
	words: words.load,
};
