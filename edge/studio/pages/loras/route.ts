import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

/** It is called so in every language. */
const LORAS = "LoRAs";

export const route: Route = {
	path: "/loras",
	title: {
		en: LORAS,
		"pt-BR": LORAS,
		es: "LoRA",
		fr: "LoRA",
		de: LORAS,
		ja: "LoRA",
		ko: "LoRA",
		"zh-CN": "LoRA",
		ru: "LoRA",
		hi: "LoRA",
		ar: "LoRA",
	},
	menu: { icon: "layers", order: 47, shortcut: "l" },
	page: () => import("./page.tsx"),
	words: words.load,
};
