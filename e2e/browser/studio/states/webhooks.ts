import type { State } from "../testing/state.ts";

export const states: State[] = [
	{ name: "empty", arrange: async () => "/webhooks", ready: (page) => page.locator("main h2").waitFor() },
	{
		name: "create",
		arrange: async () => "/webhooks",
		ready: async (page) => {
			await page.locator("main button").first().click();
			await page.getByRole("dialog").waitFor();
		},
	},
];
