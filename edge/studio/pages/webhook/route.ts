import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/webhooks/:id",
	title: {
		en: "Webhook",
		"pt-BR": "Webhook",
		es: "Webhook",
		fr: "Webhook",
		de: "Webhook",
		ja: "Webhook",
		ko: "웹훅",
		"zh-CN": "Webhook",
		ru: "Вебхук",
		hi: "वेबहुक",
		ar: "خطاف ويب",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
