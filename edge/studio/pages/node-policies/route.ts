import type { Route } from "../../app/routing/route.ts";
import { words } from "./words.ts";

export const route: Route = {
	path: "/node-policies",
	title: {
		en: "Node policy",
		"pt-BR": "Política de nós",
		es: "Política de nodos",
		fr: "Politique de nœuds",
		de: "Node-Regeln",
		ja: "ノードの規則",
		ko: "노드 정책",
		"zh-CN": "节点策略",
		ru: "Политика узлов",
		hi: "नोड नीति",
		ar: "سياسة العقد",
	},
	audience: "operator",
	menu: { icon: "flow", order: 110, shortcut: "p" },
	page: () => import("./page.tsx"),
	words: words.load,
};
