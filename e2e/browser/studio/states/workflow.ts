import type { State } from "../testing/state.ts";

const BASE = "/workflows/z-image-turbo-base-image";
const tab = async (page: Parameters<State["ready"]>[0], nth: number) => {
	await page.getByRole("tab").nth(nth).click();
	await page.locator("[role=tabpanel]:not([hidden]) :is(li, pre, button)").first().waitFor();
};

export const states: State[] = [
	{ name: "parameters", arrange: async () => BASE, ready: (page) => tab(page, 0) },
	{
		name: "graph",
		arrange: async () => BASE,
		ready: async (page) => {
			await tab(page, 1);
			await page.locator("[data-node]").nth(2).click();
		},
	},
	{ name: "example", arrange: async () => BASE, ready: (page) => tab(page, 2) },
	{ name: "needs", arrange: async () => BASE, ready: (page) => tab(page, 3) },
	{ name: "versions", arrange: async () => BASE, ready: (page) => tab(page, 4) },
];
