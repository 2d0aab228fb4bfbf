import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/trainings",
	title: {
		en: "Trainings",
		"pt-BR": "Treinamentos",
		es: "Entrenamientos",
		fr: "Entraînements",
		de: "Trainings",
		ja: "学習",
		ko: "학습",
		"zh-CN": "训练",
		ru: "Обучения",
		hi: "प्रशिक्षण",
		ar: "التدريبات",
	},
	menu: { icon: "curve", order: 46, shortcut: "t" },
	page: () => import("./page.tsx"),
	words: words.load,
};
