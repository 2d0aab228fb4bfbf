import type { State } from "../testing/state.ts";
import { frozen } from "../testing/trained.ts";

export const states: State[] = [
	{
		name: "empty",
		arrange: async () => "/trainings/new",
		ready: (page) => page.locator("main h2").waitFor(),
	},
	{
		name: "priced",
		arrange: async (account) => `/trainings/new?dataset=${await frozen(account)}`,
		ready: async (page) => {
			await page.locator("input[name=base_model]").fill("AnythingV5_v5PrtRE.safetensors");
			await page.locator("[data-estimate]").waitFor();
		},
	},
	{
		name: "refused",
		arrange: async (account) => `/trainings/new?dataset=${await frozen(account)}`,
		ready: async (page) => {
			await page.locator("input[name=base_model]").fill("nothing.safetensors");
			await page.locator("[aria-invalid=true]").waitFor();
		},
	},
];
