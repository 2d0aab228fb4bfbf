import type { State } from "../testing/state.ts";

export const states: State[] = [
	{
		name: "empty",
		arrange: async () => "/storyboards",
		ready: (page) => page.locator("main h2").waitFor(),
	},
	{
		name: "some",
		arrange: async ({ client }) => {
			for (const name of [
				"The light",
				"Donaudampfschifffahrtsgesellschaftskapitän auf großer Fahrt",
				"الفنار",
			]) {
				const { id } = await client.projects.create({ name });
				await client.projects.addShots(id, [{ sentence: "The lighthouse has been dark for a year." }]);
			}
			return "/storyboards";
		},
		ready: (page) => page.locator("[data-project]").nth(2).waitFor(),
	},
];
