import { watch } from "../../../../client/watch.ts";
import { submitPicture } from "../testing/account.ts";
import { HISTORY_POOL } from "../testing/history.ts";
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
		name: "views",
		arrange: async (account) => {
			const { id } = await account.client.submit({
				pipeline: "character-reference-dataset",
				parameters: { prompt: "woman of 30, short black hair, green eyes", seed: 7 },
			});
			return `/jobs/${id}`;
		},
		// Late enough that the preview shows what it will be.
		ready: (page) =>
			page
				.locator('[data-stage="side"]')
				.getByText(/\b2\d\/\d\d/)
				.waitFor({ timeout: 120_000 }),
	},
	{
		name: "decision",
		arrange: async (account) => {
			const parameters = { prompt: "woman of 30, short black hair, green eyes", seed: 7 };
			const { id } = await account.client.submit({ pipeline: "character-creation", parameters });
			return `/jobs/${id}`;
		},
		ready: async (page) => {
			await page.locator("[data-gate]").waitFor({ timeout: 120_000 });
			await page.locator("[data-output]").first().click();
		},
	},
	{
		name: "failed",
		arrange: async (account) => {
			const { id } = await account.client.submit({
				pipeline: "character-creation",
				parameters: { prompt: "woman of 30, short black hair", seed: 7, base_images: 1 },
			});
			return `/jobs/${id}`;
		},
		ready: async (page) => {
			await page.locator("[data-gate] button").last().click({ timeout: 120_000 });
			await page.getByRole("dialog").getByRole("textbox").fill("Not her: the eyes are brown");
			await page.getByRole("dialog").locator("button[type=submit]").click();
			await page.locator("[data-error]").waitFor();
		},
	},
	{
		name: "queued",
		arrange: async (account) => {
			// Nobody works in that pool: it still waits when the page has come.
			for (const prompt of ["a fox in the snow", "an old ship"])
				await submitPicture(account, prompt, HISTORY_POOL);
			return `/jobs/${(await submitPicture(account, "a lighthouse at night", HISTORY_POOL)).id}`;
		},
		ready: (page) => page.locator("[data-queue]").waitFor(),
	},
	{
		name: "missing",
		arrange: async () => "/jobs/job_00000000000000000000000000",
		ready: (page) => page.locator("main h2").waitFor(),
	},
];
