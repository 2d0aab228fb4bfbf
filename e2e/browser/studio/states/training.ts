import { watch } from "../../../../client/watch.ts";
import type { StudioAccount } from "../testing/account.ts";
import type { State } from "../testing/state.ts";
import { training } from "../testing/trained.ts";

async function trained(account: StudioAccount): Promise<string> {
	const id = await training(account, 40);
	for await (const _ of watch(account.client, id));
	return id;
}

export const states: State[] = [
	{
		name: "live",
		arrange: async (account) => `/trainings/${await training(account, 60)}`,
		ready: async (page) => {
			await page.locator("[data-checkpoint='20']").waitFor({ timeout: 120_000 });
			await page.locator("figure canvas").waitFor();
		},
	},
	{
		name: "compared",
		arrange: async (account) => {
			const id = await trained(account);
			const prompts = ["portrait, smiling, a garden at noon", "full body, walking, a city street at night"];
			const comparison = await account.client.trainings.compare(id, { prompts, seeds: [1, 2] });
			for await (const _ of watch(account.client, comparison.id));
			await account.client.trainings.promote(id, { step: 20, note: "the face stays hers" });
			return `/trainings/${id}`;
		},
		ready: async (page) => {
			await page.locator("[data-recommended]").waitFor({ timeout: 120_000 });
			await page.locator("figure canvas").waitFor();
			await page.waitForLoadState("networkidle");
		},
	},
	{
		name: "promote",
		arrange: async (account) => `/trainings/${await trained(account)}`,
		ready: async (page) => {
			await page.locator("[data-checkpoint='20'] button").click();
			await page.getByRole("dialog").waitFor();
		},
	},
	{
		name: "canceled",
		arrange: async (account) => {
			const id = await training(account, 60);
			await account.client.cancel(id);
			for await (const _ of watch(account.client, id));
			return `/trainings/${id}`;
		},
		ready: (page) => page.locator("[data-status=canceled]").first().waitFor(),
	},
];
