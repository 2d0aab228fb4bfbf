import type { State } from "../testing/state.ts";

export const states: State[] = [
	{ name: "empty", arrange: async () => "/datasets", ready: (page) => page.locator("main h2").waitFor() },
	{
		name: "create",
		arrange: async () => "/datasets",
		ready: async (page) => {
			await page.locator("main button").first().click();
			await page.getByRole("dialog").waitFor();
		},
	},
];
