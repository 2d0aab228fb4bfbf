import { watch } from "../../../../client/watch.ts";
import { submitPicture } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

export const states: State[] = [
	{ name: "empty", arrange: async () => "/usage", ready: (page) => page.locator("main h2").waitFor() },
	{
		name: "used",
		arrange: async (account) => {
			const { id } = await submitPicture(account);
			for await (const _ of watch(account.client, id));
			return "/usage";
		},
		ready: (page) => page.locator("figure canvas").nth(1).waitFor(),
	},
];
