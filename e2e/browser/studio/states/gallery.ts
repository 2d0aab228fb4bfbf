import { watch } from "../../../../client/watch.ts";
import { type StudioAccount, submitPicture } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

/** Three pictures a job. */
async function pictures(account: StudioAccount, jobs: number): Promise<void> {
	for (let n = 0; n < jobs; n++) {
		const { id } = await submitPicture(account, `a lighthouse at night, seen from boat ${n}`);
		for await (const _ of watch(account.client, id));
	}
}

export const states: State[] = [
	{
		name: "empty",
		arrange: async () => "/gallery",
		ready: (page) => page.locator("main h2").waitFor(),
	},
	{
		name: "many",
		arrange: async (account) => {
			await pictures(account, 3);
			return "/gallery";
		},
		ready: async (page) => {
			await page.locator("[data-asset] img").nth(8).waitFor();
			await page.waitForLoadState("networkidle");
		},
	},
	{
		name: "selected",
		arrange: async (account) => {
			await pictures(account, 1);
			return "/gallery?references=true";
		},
		ready: async (page) => {
			for (const n of [0, 1]) await page.locator("[data-asset] input").nth(n).check();
			await page.waitForLoadState("networkidle");
		},
	},
	{
		name: "none-fits",
		arrange: async (account) => {
			await pictures(account, 1);
			return "/gallery?kind=video";
		},
		ready: (page) => page.locator("main h2").waitFor(),
	},
];
