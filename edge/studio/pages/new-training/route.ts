import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/trainings/new",
	title: {
		en: "New training",
		"pt-BR": "Novo treinamento",
		es: "Nuevo entrenamiento",
		fr: "Nouvel entraînement",
		de: "Neues Training",
		ja: "新しい学習",
		ko: "새 학습",
		"zh-CN": "新建训练",
		ru: "Новое обучение",
		hi: "नया प्रशिक्षण",
		ar: "تدريب جديد",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
