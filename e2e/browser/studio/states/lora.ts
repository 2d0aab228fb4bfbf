import { watch } from "../../../../client/watch.ts";
import type { State } from "../testing/state.ts";
import { lora, training } from "../testing/trained.ts";

export const states: State[] = [
	{
		name: "versions",
		arrange: async (account) => {
			const id = await training(account, 20);
			for await (const _ of watch(account.client, id));
			await account.client.trainings.promote(id, { step: 10, licence: "For this project only" });
			await account.client.trainings.promote(id, { note: "the face stays hers from every side" });
			await lora(account, "mia", {});
			return "/loras/mia";
		},
		ready: async (page) => {
			await page.locator("[data-version]").nth(2).waitFor();
			await page.waitForLoadState("networkidle");
		},
	},
	{
		name: "use",
		arrange: async (account) => {
			await lora(account, "ink_wash", { trigger_word: "inkwash" });
			return "/new?lora=ink_wash%401&family=sd15&trigger_word=inkwash";
		},
		ready: (page) => page.locator("[data-source]").first().waitFor(),
	},
];
