import { ended } from "../../../testing/follow.ts";
import { submitBlack } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

export const states: State[] = [
	{
		name: "waiting",
		arrange: async (account) => {
			for (const width of [96, 128]) await ended(account.client, (await submitBlack(account, width)).id);
			return "/review";
		},
		ready: (page) => page.locator("[data-review] table").waitFor(),
	},
	{ name: "empty", arrange: async () => "/review", ready: (page) => page.locator("main h2").waitFor() },
];
