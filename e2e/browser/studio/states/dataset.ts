import type { State } from "../testing/state.ts";

export const states: State[] = [
	{
		name: "empty",
		arrange: async ({ client }) => {
			await client.datasets.create({ name: "spyke", trigger_word: "spyke_plasma_v1" });
			return "/datasets/spyke";
		},
		ready: (page) => page.locator("[data-ready]").waitFor(),
	},
];
