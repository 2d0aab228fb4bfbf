import { watch } from "../../../../client/watch.ts";
import { type StudioAccount, submitPicture } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

const LONG =
	"A Donaudampfschifffahrtsgesellschaftskapitän under the enlarger, by the light of a single red lamp, seen from above";

async function ended(account: StudioAccount, job: string): Promise<void> {
	for await (const _ of watch(account.client, job));
}

export const states: State[] = [
	{
		name: "empty",
		arrange: async () => "/jobs",
		ready: (page) => page.locator("main h2").waitFor(),
	},
	{
		name: "many",
		arrange: async (account) => {
			const first = await submitPicture(account);
			await ended(account, first.id);
			for (const prompt of [LONG, "a fox in the snow", "an old ship", LONG]) {
				const job = await submitPicture(account, prompt);
				if (prompt === "an old ship") await account.client.cancel(job.id);
			}
			return "/jobs";
		},
		ready: (page) => page.locator("[data-job]").nth(4).waitFor(),
	},
	{
		name: "none-in-state",
		arrange: async (account) => {
			await submitPicture(account);
			return "/jobs?status=failed";
		},
		ready: (page) => page.locator("main h2").waitFor(),
	},
];
