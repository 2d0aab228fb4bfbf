import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

/** It is called so in every language. */
const LORA = "LoRA";

export const route: Route = {
	path: "/loras/:name",
	title: {
		en: LORA,
		"pt-BR": LORA,
		es: LORA,
		fr: LORA,
		de: LORA,
		ja: LORA,
		ko: LORA,
		"zh-CN": LORA,
		ru: LORA,
		hi: LORA,
		ar: LORA,
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
