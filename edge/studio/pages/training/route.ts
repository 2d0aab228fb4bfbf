import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/trainings/:id",
	title: {
		en: "Training",
		"pt-BR": "Treinamento",
		es: "Entrenamiento",
		fr: "Entraînement",
		de: "Training",
		ja: "学習",
		ko: "학습",
		"zh-CN": "训练",
		ru: "Обучение",
		hi: "प्रशिक्षण",
		ar: "تدريب",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
