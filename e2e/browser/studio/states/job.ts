import { watch } from "../../../../client/watch.ts";
import { submitPicture } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

export const states: State[] = [
	{
		name: "live",
		arrange: async (account) => `/jobs/${(await submitPicture(account)).id}`,
		ready: (page) => page.locator("[data-task] img, [data-task] [role=progressbar]").first().waitFor(),
	},
	{
		name: "done",
		arrange: async (account) => {
			const { id } = await submitPicture(account);
			for await (const _ of watch(account.client, id));
			return `/jobs/${id}`;
		},
		ready: (page) => page.locator("[data-status=succeeded]").first().waitFor(),
	},
	{
		name: "missing",
		arrange: async () => "/jobs/job_00000000000000000000000000",
		ready: (page) => page.locator("main h2").waitFor(),
	},
];
