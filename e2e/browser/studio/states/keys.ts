import type { State } from "../testing/state.ts";

const tab =
	(nth: number): State["ready"] =>
	async (page) => {
		await page.getByRole("tab").nth(nth).click();
		await page.locator("[role=tabpanel]:not([hidden]) :is(li, pre, dl)").first().waitFor();
	};

export const states: State[] = [
	{ name: "list", arrange: async () => "/keys", ready: tab(0) },
	{
		name: "create",
		arrange: async () => "/keys",
		ready: async (page) => {
			await page.locator("[data-key]").first().waitFor();
			await page.locator("[role=tabpanel]:not([hidden]) button").first().click();
			await page.getByRole("dialog").waitFor();
		},
	},
	{ name: "token", arrange: async () => "/keys", ready: tab(1) },
	{ name: "policy", arrange: async () => "/keys", ready: tab(3) },
	{ name: "changes", arrange: async () => "/keys", ready: tab(4) },
];
