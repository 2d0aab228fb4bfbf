import { watch } from "../../../../client/watch.ts";
import type { StudioAccount } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

const make = ({ client }: StudioAccount) =>
	client.characters.create({
		name: "Mara",
		settings: { description: "red leather jacket, scar on the left cheek", gender: "female", age: 30 },
	});

async function withReferences(account: StudioAccount): Promise<string> {
	const { id } = await make(account);
	const { job } = await account.client.characters.makeReferences(id);
	for await (const _ of watch(account.client, job?.id ?? ""));
	return id;
}

export const states: State[] = [
	{
		name: "new",
		arrange: async (account) => `/characters/${(await make(account)).id}?edit`,
		ready: (page) => page.locator("[data-references] fieldset").waitFor(),
	},
	{
		name: "live",
		arrange: async (account) => {
			const { id } = await make(account);
			await account.client.characters.makeReferences(id);
			return `/characters/${id}?edit`;
		},
		ready: (page) => page.locator("[data-stage=front][data-stage-status=in_progress]").waitFor(),
	},
	{
		name: "references",
		arrange: async (account) => `/characters/${await withReferences(account)}?edit`,
		ready: (page) => page.locator("[data-reference]").nth(3).waitFor(),
	},
	{
		name: "done",
		arrange: async (account) => `/characters/${await withReferences(account)}`,
		ready: (page) => page.locator("[data-in-use]").waitFor(),
	},
	{
		name: "canceled",
		arrange: async (account) => {
			const { id } = await make(account);
			const { job } = await account.client.characters.makeReferences(id);
			await account.client.cancel(job?.id ?? "");
			for await (const _ of watch(account.client, job?.id ?? ""));
			return `/characters/${id}?edit`;
		},
		ready: (page) => page.locator("[data-not-made]").waitFor(),
	},
];
