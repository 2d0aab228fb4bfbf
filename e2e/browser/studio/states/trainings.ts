import { watch } from "../../../../client/watch.ts";
import type { State } from "../testing/state.ts";
import { training } from "../testing/trained.ts";

export const states: State[] = [
	{ name: "empty", arrange: async () => "/trainings", ready: (page) => page.locator("main h2").waitFor() },
	{
		name: "some",
		arrange: async (account) => {
			const id = await training(account, 30);
			for await (const _ of watch(account.client, id));
			await account.client.trainings.start({
				...{ output_name: "mia_long", family: "sd15", dataset: "mia@1" },
				base_model: "checkpoints/AnythingV5_v5PrtRE.safetensors",
				recipe: { steps: 60, save_every: 20 },
			});
			return "/trainings";
		},
		ready: async (page) => {
			await page.locator("[data-training] [role=progressbar]").waitFor();
			await page.locator("[data-status=running]").first().waitFor();
		},
	},
];
