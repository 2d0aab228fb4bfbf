import { watch } from "../../../../client/watch.ts";
import { type StudioAccount, submitPicture } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

const LONG =
	"A Donaudampfschifffahrtsgesellschaftskapitän under the enlarger, by the light of a single red lamp, seen from above. ".repeat(
		8,
	);

export async function firstPictures(account: StudioAccount, prompt?: string): Promise<string[]> {
	const { id } = await submitPicture(account, prompt);
	for await (const _ of watch(account.client, id));
	return (await account.client.job(id)).outputs.map((output) => output.id);
}

export const states: State[] = [
	{
		name: "made",
		arrange: async (account) => `/gallery/${(await firstPictures(account))[0]}`,
		ready: (page) => page.getByRole("heading", { level: 2 }).first().waitFor(),
	},
	{
		name: "long-words",
		arrange: async (account) => `/gallery/${(await firstPictures(account, LONG))[0]}`,
		ready: (page) => page.getByRole("heading", { level: 2 }).first().waitFor(),
	},
	{
		name: "missing",
		arrange: async () => "/gallery/ast_00000000000000000000000000",
		ready: (page) => page.locator("main h2").waitFor(),
	},
];
