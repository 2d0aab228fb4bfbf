import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/datasets/:name",
	title: {
		en: "Dataset",
		"pt-BR": "Conjunto de dados",
		es: "Conjunto de datos",
		fr: "Jeu de données",
		de: "Datensatz",
		ja: "データセット",
		ko: "데이터셋",
		"zh-CN": "数据集",
		ru: "Набор данных",
		hi: "डेटासेट",
		ar: "مجموعة البيانات",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
