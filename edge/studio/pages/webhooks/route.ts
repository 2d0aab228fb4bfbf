import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/webhooks",
	title: {
		en: "Webhooks",
		"pt-BR": "Webhooks",
		es: "Webhooks",
		fr: "Webhooks",
		de: "Webhooks",
		ja: "Webhook",
		ko: "웹훅",
		"zh-CN": "Webhook",
		ru: "Вебхуки",
		hi: "वेबहुक",
		ar: "خطافات الويب",
	},
	menu: { icon: "hook", order: 80, shortcut: "h" },
	page: () => import("./page.tsx"),
	words: words.load,
};
