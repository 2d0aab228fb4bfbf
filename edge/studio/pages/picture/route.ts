import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/gallery/:id",
	title: {
		en: "Picture",
		"pt-BR": "Imagem",
		es: "Imagen",
		fr: "Image",
		de: "Bild",
		ja: "画像",
		ko: "이미지",
		"zh-CN": "图片",
		ru: "Изображение",
		hi: "तस्वीर",
		ar: "الصورة",
	},
	page: () => import("./page.tsx"),
	words: words.load,
};
