import { encode } from "fast-png";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { watch } from "../../../client/watch.ts";
import { paint } from "../../testing/pictures.ts";
import { makeAccount, type StudioAccount, submitPicture } from "./testing/account.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";

async function finished(account: StudioAccount, id: string) {
	for await (const _ of watch(account.client, id));
	return account.client.job(id);
}

/** Ids of the pictures that are shown, in their order. At one look: a tile that goes meanwhile would be waited for. */
const shown = (page: Page) =>
	page.locator("[data-asset]").evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute("data-asset")));

inBrowser("line 3, the gallery, in a real browser", (own) => {
	let pictures: string[];
	let jobId: string;

	beforeAll(async () => {
		const job = await finished(own.account, (await submitPicture(own.account)).id);
		jobId = job.id;
		// As the gallery has them, newest first: which of them is stored last is chance.
		pictures = job.outputs
			.map(({ id }) => id)
			.toSorted()
			.reverse();
	});
	test("says what to do first where there is nothing, and a new picture comes by itself with a thumbnail of the worker's; an older one gets its own on first look", async () => {
		const other = await makeAccount(own.stack);
		const { page, complaints, close } = await signedIn(own.browser, other, "/gallery");
		await page.getByRole("heading", { name: "Nothing on the wall yet" }).waitFor();
		await finished(other, (await submitPicture(other)).id);
		await page.locator("[data-asset] img").nth(2).waitFor();
		const [id] = await shown(page);
		const small = `${other.url}/v1/assets/${id}/content?size=256`;
		// The worker sends it once the job is over: the picture itself is there meanwhile.
		await expect
			.poll(async () => (await page.request.get(small)).headers()["content-type"], { timeout: 30_000 })
			.toBe("image/webp");
		// What no worker has made: the look of the page is what asks for its thumbnail, and a worker that is idle makes it.
		const older = await other.client.upload(
			paint(64, 64, (x, y) => [x * 4, y * 4, 90]),
			"older.png",
		);
		await page.reload();
		await page.locator(`[data-asset="${older.id}"] img`).scrollIntoViewIfNeeded();
		await expect
			.poll(
				async () =>
					(await page.request.get(`${other.url}/v1/assets/${older.id}/content?size=256`)).headers()[
						"content-type"
					],
				{ timeout: 60_000 },
			)
			.toBe("image/webp");
		expect(complaints).toEqual([]);
		await close();
	});

	test("S3-22 is narrowed by kind, workflow and day, keeps that in its address, and hides references unless asked for", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/gallery");
		await page.locator("[data-asset]").first().waitFor();
		await expect.poll(() => shown(page)).toEqual(pictures);
		await page.getByRole("button", { name: "Films" }).click();
		await page.getByRole("heading", { name: "Nothing looks like that" }).waitFor();
		await page.getByRole("button", { name: "Show everything" }).click();
		await page.getByRole("button", { name: "Filters" }).click();
		await page.getByLabel("Made with").selectOption("workflow:z-image-turbo-base-image");
		await page.waitForURL(/made_with=workflow/);
		await page.getByRole("button", { name: "1 filter on" }).waitFor();
		await expect.poll(() => shown(page)).toEqual(pictures);
		await page.getByLabel("Made with").selectOption("workflow:storyboard-image");
		await page.getByRole("heading", { name: "Nothing looks like that" }).waitFor();
		await page.reload();
		await page.getByRole("heading", { name: "Nothing looks like that" }).waitFor();
		await page.getByRole("button", { name: "Clear filters" }).click();
		await page.getByLabel("From", { exact: true }).fill("2020-01-01");
		await page.getByLabel("To", { exact: true }).fill("2020-01-02");
		await page.getByRole("heading", { name: "Nothing looks like that" }).waitFor();
		await page.getByRole("button", { name: "Clear filters" }).click();
		await page.locator("[data-asset]").nth(2).waitFor();
		const asked = page.waitForRequest(/include_hidden=true/);
		await page.getByLabel("Show reference pictures").check();
		await asked;
		expect(complaints).toEqual([]);
		await close();
	});

	test("many are selected by hand, with shift and by x; two are compared by slider, side by side and difference, by keys alone", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/gallery");
		const boxes = page.locator("[data-asset] input");
		await boxes.nth(0).check();
		await boxes.nth(2).click({ modifiers: ["Shift"] });
		await page.getByText("3 selected").first().waitFor();
		await page.keyboard.press("Escape");
		await page.locator("[data-asset] a").nth(0).focus();
		await page.keyboard.press("x");
		await page.locator("[data-asset] a").nth(1).focus();
		await page.keyboard.press("x");
		await page.getByText("2 selected").first().waitFor();
		await page.keyboard.press("c");
		await page.waitForURL(new RegExp(`/compare/${pictures[0]}/${pictures[1]}$`));
		const line = page.getByRole("slider", { name: "Position of the line" });
		await line.focus();
		await page.keyboard.press("End");
		expect(await line.inputValue()).toBe("100");
		await page.getByRole("heading", { level: 1 }).click();
		await page.keyboard.press("2");
		await page.locator("figure img").nth(1).waitFor();
		await page.keyboard.press("3");
		await page.getByText("what differs shines").waitFor();
		await page.keyboard.press("s");
		await page.waitForURL(new RegExp(`/compare/${pictures[1]}/${pictures[0]}$`));
		await page.keyboard.press("Escape");
		await page.waitForURL(/\/gallery$/);
		expect(complaints).toEqual([]);
		await close();
	});

	test("a picture tells all that made it: parameters, models, seed, its job, and what came beside it; j and k go on", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/gallery");
		await page.locator("[data-asset] a").first().click();
		await page.waitForURL(new RegExp(`/gallery/${pictures[0]}$`));
		await page.getByText("a lighthouse at night").waitFor();
		await page.getByText("z_image_turbo_bf16.safetensors").waitFor();
		const { tasks } = await own.account.client.sidecar(jobId);
		const task = tasks.find(({ outputs }) => outputs.some(({ id }) => id === pictures[0]));
		await page.getByText(String(task?.seed), { exact: true }).first().waitFor();
		await page.getByRole("region", { name: "From the same job" }).getByRole("link").nth(1).waitFor();
		await page.keyboard.press("j");
		await page.waitForURL(new RegExp(`/gallery/${pictures[1]}$`));
		// The address is there before the page that goes with it.
		await page.getByRole("button", { name: "Previous", disabled: false }).waitFor();
		await page.keyboard.press("k");
		await page.waitForURL(new RegExp(`/gallery/${pictures[0]}$`));
		const saved = page.waitForEvent("download");
		await page.getByRole("link", { name: "Download" }).click();
		expect((await saved).suggestedFilename()).toMatch(/\.png$/);
		expect(complaints).toEqual([]);
		await close();
	});

	test("what a picture was made from stands beside it, and leads there; its job tells what it cost, against estimate and budget", async () => {
		const { id } = await own.account.client.submit({
			workflow: "skin-enhance-upscale",
			parameters: { image: pictures[0], seed: 7 },
			budget_micro_usd: 2_000_000,
		});
		const [output] = (await finished(own.account, id)).outputs;
		const { page, complaints, open, close } = await signedIn(own.browser, own.account, `/jobs/${id}`);
		for (const words of ["Cost so far", "Estimated, at most", "$2.00"])
			await page.getByText(words, { exact: true }).waitFor();
		await open(`/gallery/${output?.id}`);
		await page.getByRole("region", { name: "Made from" }).getByRole("link").click();
		await page.waitForURL(new RegExp(`/gallery/${pictures[0]}$`));
		expect(complaints).toEqual([]);
		await close();
	});

	test("it is made again with another seed by r, and exactly by the menu", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, `/gallery/${pictures[0]}`);
		const first = await own.account.client.job(jobId);
		const jobNow = async () => {
			await page.waitForURL(/\/jobs\/job_/);
			return own.account.client.job(page.url().split("/").at(-1) ?? "");
		};
		await page.getByRole("button", { name: "New variation" }).waitFor();
		await page.keyboard.press("r");
		const other = await jobNow();
		const { seed, ...same } = other.parameters;
		expect(first.parameters).toMatchObject(same);
		expect(seed).not.toBe(first.parameters.seed);
		await page.goBack();
		await page.getByRole("button", { name: "More", exact: true }).click();
		await page.getByRole("menuitem", { name: "Make exactly this again" }).click();
		expect((await jobNow()).parameters).toEqual(first.parameters);
		await Promise.all([
			finished(own.account, other.id),
			finished(own.account, page.url().split("/").at(-1) ?? ""),
		]);
		expect(complaints).toEqual([]);
		await close();
	});

	test("a picture that is dropped opens what made it: one of the account's own its page, another one the import of workflows", async () => {
		const { page, close } = await signedIn(own.browser, own.account, "/gallery");
		await page.locator("[data-asset]").first().waitFor();
		const { outputs } = await own.account.client.job(jobId);
		const asset = outputs.find(({ id }) => id === pictures[1]);
		if (!asset) throw new Error("the picture is gone");
		const bytes = Buffer.from(await own.account.client.download(asset));
		const file = { name: "dropped.png", mimeType: "image/png" };
		const input = page.getByLabel("Open a picture’s workflow").first();
		await input.setInputFiles({ ...file, buffer: bytes });
		await page.waitForURL(/\/gallery\/ast_/);
		await page.goBack();
		const strange = Buffer.from(encode({ width: 2, height: 2, data: new Uint8Array(12), channels: 3 }));
		await input.setInputFiles({ ...file, buffer: strange });
		await page.waitForURL(/\/workflows\/import$/);
		// The picture came along, and has been read there.
		await page.getByText("No workflow is in this file.").waitFor();
		await close();
	});

	test("what is deleted goes, after a question", async () => {
		const other = await makeAccount(own.stack);
		await finished(other, (await submitPicture(other)).id);
		const { page, complaints, close } = await signedIn(own.browser, other, "/gallery");
		await page.locator("[data-asset] input").first().check();
		await page.getByRole("button", { name: "Delete" }).click();
		await page
			.getByRole("dialog", { name: "Delete this file?" })
			.getByRole("button", { name: "Delete" })
			.click();
		await page.getByText("1 file deleted").waitFor();
		await expect.poll(() => shown(page).then(({ length }) => length)).toBe(2);
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)(
		"nothing is wrong with gallery, picture and comparison for axe, and nothing too wide: %s",
		async (locale) => {
			const { page, complaints, open, close } = await signedIn(
				own.browser,
				own.account,
				"/gallery?references=true",
				{
					locale,
				},
			);
			await page.locator("[data-asset] input").first().check();
			const pages = [null, `/gallery/${pictures[0]}`, `/compare/${pictures[0]}/${pictures[1]}`];
			for (const path of pages) {
				if (path !== null) await open(path);
				await page.locator("main img").first().waitFor();
				await expectRight(page);
			}
			expect(complaints).toEqual([]);
			await close();
		},
	);
});
