import type { Page } from "playwright-core";
import { until } from "../../../../worker/testing/until.ts";
import type { StudioAccount } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

const SCRIPT: readonly [sentence: string, prompt: string | null][] = [
	["The lighthouse has been dark for a year.", "a dark lighthouse on a cliff at dusk, wide shot"],
	["Mara comes back on the last boat.", "a woman on the bow of a small ferry, grey sea"],
	["Nobody waits at the pier.", null],
	[
		"The key still turns, though the lock has rusted, and the door that nobody opened for a year gives way.",
		"close-up of a hand turning an iron key in an old door",
	],
	["Dust lies on the stairs.", "a spiral staircase covered in dust, light from above"],
	["The light turns.", "a lighthouse beam sweeping over a stormy sea"],
];

async function board({ client }: StudioAccount): Promise<string> {
	const { id } = await client.projects.create({ name: "The light" });
	await client.projects.addShots(
		id,
		SCRIPT.map(([sentence, image_prompt]) => ({ sentence, image_prompt })),
	);
	return id;
}

async function made(account: StudioAccount): Promise<string> {
	const id = await board(account);
	await account.client.projects.generate(id);
	await until(
		"all pictures are made",
		async () => {
			let open = 0;
			for await (const { is_image_dirty, image_prompt } of account.client.projects.shots(id))
				if (is_image_dirty && image_prompt !== null) open += 1;
			return open === 0;
		},
		120_000,
	);
	return id;
}

const shown = (page: Page) => page.locator("[data-shot], tbody tr").nth(5).waitFor();

export const states: State[] = [
	{
		name: "empty",
		arrange: async ({ client }) => `/storyboards/${(await client.projects.create({ name: "The light" })).id}`,
		ready: (page) => page.locator("main h2").waitFor(),
	},
	{ name: "new", arrange: async (account) => `/storyboards/${await board(account)}`, ready: shown },
	{
		name: "live",
		arrange: async (account) => {
			const id = await board(account);
			await account.client.projects.generate(id);
			return `/storyboards/${id}`;
		},
		ready: (page) => page.locator("[data-shot-status=generating]").first().waitFor(),
	},
	{ name: "done", arrange: async (account) => `/storyboards/${await made(account)}`, ready: shown },
	{
		name: "table",
		arrange: async (account) => `/storyboards/${await made(account)}?view=table`,
		ready: shown,
	},
	{
		name: "lightbox",
		arrange: async (account) => `/storyboards/${await made(account)}?shot=2`,
		ready: (page) => page.locator("[data-lightbox] img").waitFor(),
	},
];
