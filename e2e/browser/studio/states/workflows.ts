import type { State } from "../testing/state.ts";

const shown = (page: Parameters<State["ready"]>[0]) => page.locator("[data-workflow]").first().waitFor();

export const states: State[] = [
	{ name: "many", arrange: async () => "/workflows", ready: shown },
	{ name: "kind", arrange: async () => "/workflows?kind=face", ready: shown },
	{
		name: "none-of-my-own",
		arrange: async () => "/workflows?kind=own",
		ready: (page) => page.locator("main h2").waitFor(),
	},
];
