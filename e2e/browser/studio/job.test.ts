import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { watch } from "../../../client/watch.ts";
import { submitBlack, submitPicture } from "./testing/account.ts";
import { DIRECTIONS, expectAccessible, expectRight, overflow } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";
import { workersOf } from "./testing/worker.ts";

const PROMPT = "woman of 30, short black hair, green eyes, red leather jacket";
const OFFLINE_MS = 10_000;

/** Waits until so many pictures of the stages have loaded, and answers with their addresses. */
async function pictures(page: Page, count: number): Promise<string[]> {
	const loaded = page.locator('[data-stage] [data-task] img[alt]:not([alt=""]).opacity-100');
	await loaded.nth(count - 1).waitFor();
	return loaded.evaluateAll((found) => found.map((img) => img.getAttribute("src") ?? ""));
}
/** Runs in the page: notes what screen readers are told by themselves, and the states that the head of the page tells. */
const NOTED = `
	window.heard = [];
	window.states = [];
	const note = (list, word) => { if (word && word !== list.at(-1)) list.push(word); };
	new MutationObserver(() => {
		for (const told of document.querySelectorAll("main [role=status], main [aria-live]")) note(window.heard, told.textContent);
		note(window.states, document.querySelector("header [data-status]")?.dataset.status);
	}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });`;
const noted = (page: Page, list: "heard" | "states"): Promise<string[]> => page.evaluate(`window.${list}`);

inBrowser("the page of a job, as it is watched", (own) => {
	const submitViews = () =>
		own.account.client.submit({
			pipeline: "character-reference-dataset",
			parameters: { prompt: PROMPT, seed: 7 },
		});
	const submitCharacter = () =>
		own.account.client.submit({
			pipeline: "character-creation",
			parameters: { prompt: PROMPT, seed: 7, base_images: 2 },
		});

	test("a black picture says that it failed its checks, and why, on the job's page and in the gallery", async () => {
		const { id } = await submitBlack(own.account, 128);
		const { page, open, close } = await signedIn(own.browser, own.account, `/jobs/${id}`);
		const badge = page.locator("[data-task] [data-quality=fail]");
		await badge.getByText("Failed its checks").waitFor();
		await badge.click();
		await page.getByText("the picture is black").waitFor();
		await expectAccessible(page);
		await open("/gallery");
		await page.locator("[data-asset] [data-quality=fail]").first().waitFor();
		await close();
	});

	test("S3-10 S3-11 S3-12 S3-71 S3-72 four views develop one after the other, a late joiner and a reload see the same; no other host is asked, and the console has no error", async () => {
		const job = await submitViews();
		const first = await signedIn(own.browser, own.account, `/jobs/${job.id}`);
		await first.page.getByRole("list").getByRole("heading", { name: "Avatar" }).waitFor();
		expect(
			await first.page
				.locator("[data-stage]")
				.evaluateAll((all) => all.map((one) => one.getAttribute("data-stage"))),
		).toEqual(["avatar", "front", "side", "back"]);
		await first.page.locator("[data-node-line]").first().waitFor();
		await first.page.locator("[data-preview]").first().waitFor();
		await first.page.getByText(/Stage \d of 4/).waitFor();
		await first.page.locator('[data-stage="avatar"] [data-status=succeeded]').waitFor();
		// Somebody else comes later, on a phone; and the first one leaves the page and comes back.
		const late = await signedIn(own.browser, own.account, `/jobs/${job.id}`, { width: 390 });
		await late.page.locator('[data-stage="avatar"] [data-status=succeeded]').waitFor();
		await first.page.reload();
		const [here, there] = [await pictures(first.page, 4), await pictures(late.page, 4)];
		expect(there).toEqual(here);
		expect(new Set(here).size).toBe(4);
		for (const { page, complaints, close } of [first, late]) {
			await page.locator("header [data-status=succeeded]").first().waitFor();
			expect(await page.title()).toMatch(/^Done · /);
			expect(complaints).toEqual([]);
			await close();
		}
	});

	test("offline for ten seconds it says so; back again it catches up with what has happened", async () => {
		const job = await submitViews();
		const { page, context, close } = await signedIn(own.browser, own.account, `/jobs/${job.id}`);
		await page.locator("[data-node-line]").first().waitFor();
		await context.setOffline(true);
		await page.getByText("You are offline").waitFor();
		// It is the length of being away that is tried, not something that is waited for.
		await new Promise((resolve) => setTimeout(resolve, OFFLINE_MS));
		await context.setOffline(false);
		expect(new Set(await pictures(page, 4)).size).toBe(4);
		await page.getByText("You are offline").waitFor({ state: "detached" });
		await close();
	});

	test("how long it will still take is told as a range, of what was recorded of its like", async () => {
		// A pool whose workers were never started: no time goes by of the job that is looked at.
		const pool = "job-range";
		const workers = await workersOf(own.stack, pool);
		// Of other words each, or ComfyUI would have the pictures in its cache.
		for (const words of ["at night", "at noon", "in fog"]) {
			const job = await submitPicture(own.account, `a lighthouse ${words}`);
			for await (const _ of watch(own.account.client, job.id));
		}
		const { id, created_at } = await submitPicture(own.account, "a lighthouse at night", pool);
		const { page, context, open, close } = await signedIn(own.browser, own.account);
		await context.clock.setFixedTime(Date.parse(created_at));
		await open(`/jobs/${id}`);
		await page
			.locator("[data-remaining]")
			.getByText(/^about \d+s to \d+s left$/)
			.waitFor();
		await own.account.client.cancel(id);
		await close();
		await workers.stop();
	});

	test("screen readers hear of stages as they come, never of a percentage; with reduced motion nothing goes on moving", async () => {
		const job = await submitViews();
		const { page, open, close } = await signedIn(own.browser, own.account);
		await page.addInitScript(NOTED);
		await open(`/jobs/${job.id}`);
		await page.locator("[data-node-line]").first().waitFor();
		const moving = () =>
			page.evaluate(
				"document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime > 1000).length",
			);
		expect(await moving()).toBe(0);
		await page.emulateMedia({ reducedMotion: "no-preference" });
		await expect.poll(moving).toBeGreaterThan(0);
		// The first stages may be over before the page is there.
		const stages = async () =>
			new Set((await noted(page, "heard")).filter((told) => /^\w+: \w+$/.test(told)));
		await expect.poll(async () => (await stages()).size).toBeGreaterThan(1);
		for (const told of await noted(page, "heard")) expect(told).not.toMatch(/\d|%/);
		await own.account.client.cancel(job.id);
		await close();
	});

	test("S3-13 S3-95 a job is canceled in two steps, what is done stays, and it is retried from the stage that was lost", async () => {
		const job = await submitViews();
		const { page, complaints, open, close } = await signedIn(own.browser, own.account);
		await page.addInitScript(NOTED);
		await open(`/jobs/${job.id}`);
		await page.locator('[data-stage="avatar"] [data-status=succeeded]').waitFor();
		await page.getByRole("button", { name: "Cancel" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Keep it" }).click();
		await page.getByRole("dialog").waitFor({ state: "detached" });
		await page.getByRole("button", { name: "Cancel" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Cancel the job" }).click();
		await page.locator("header [data-status=canceled]").first().waitFor();
		// Until its worker has stopped, the page says that it is being canceled.
		await expect
			.poll(async () => (await noted(page, "states")).slice(-3))
			.toEqual(["running", "canceling", "canceled"]);
		const [avatar] = await pictures(page, 1);
		await page.getByRole("button", { name: "Retry" }).click();
		await page.getByRole("menuitem", { name: "From Front on" }).click();
		await page.waitForURL((url) => url.pathname.includes("/jobs/job_") && !url.pathname.endsWith(job.id));
		await page.getByText("Retry of an earlier job").waitFor();
		expect((await pictures(page, 4))[0]).toBe(avatar);
		expect(complaints).toEqual([]);
		await close();
	});

	test("another take is asked for, one picture of both takes is picked, and the job goes on with it", async () => {
		const job = await submitCharacter();
		const { page, complaints, close } = await signedIn(own.browser, own.account, `/jobs/${job.id}`);
		const gate = page.locator('[data-gate="base-images"]');
		await gate.getByRole("heading", { name: "pick 1 picture" }).waitFor();
		await expectAccessible(page);
		const go = gate.getByRole("button", { name: /^Go on with/ });
		expect(await go.isDisabled()).toBe(true);
		await gate.getByRole("button", { name: "Another take" }).click();
		await page.getByRole("dialog").getByLabel("No. 2").uncheck();
		await page.getByRole("dialog").getByLabel("Other words for this take").fill("the same woman, smiling");
		await page.getByRole("dialog").getByRole("button", { name: "Make it anew" }).click();
		await gate.getByRole("heading", { name: "Take 2" }).waitFor();
		expect(await gate.locator("[data-output]").count()).toBe(3);
		const picked = gate.locator("[data-output]").first();
		const output = await picked.getAttribute("data-output");
		await picked.click();
		await go.click();
		await gate.waitFor({ state: "detached" });
		await page.getByText("Chosen").waitFor();
		const now = await own.account.client.job(job.id);
		expect(now.stages[0]).toMatchObject({ take: 2, chosen: [output], decision: { choice: "pick" } });
		await own.account.client.cancel(job.id);
		await page.locator("header [data-status=canceled]").first().waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test("what nobody wants is refused with a reason, and the page says what to do then", async () => {
		const job = await submitCharacter();
		const { page, close } = await signedIn(own.browser, own.account, `/jobs/${job.id}`);
		await page.locator("[data-gate]").getByRole("button", { name: "Refuse" }).click();
		await page.getByRole("dialog").getByLabel("Why").fill("not her");
		await page.getByRole("dialog").getByRole("button", { name: "Refuse and end the job" }).click();
		const error = page.locator('[data-error="rejected"]');
		await error.getByText("not her").waitFor();
		await error.getByText("Retry from an earlier stage").waitFor();
		await close();
	});

	test("why it waits is told, with its place in the queue", async () => {
		// A pool whose workers were never started: they still wait when they are looked at.
		const pool = "job-nobody";
		const workers = await workersOf(own.stack, pool);
		const jobs = await Promise.all(
			["one", "two", "three"].map((prompt) => submitPicture(own.account, prompt, pool)),
		);
		const last = jobs.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
		const { page, close } = await signedIn(own.browser, own.account, `/jobs/${last?.id}`);
		await page
			.locator("[data-queue]")
			.getByText(/\d tasks? of yours before it/)
			.waitFor();
		await Promise.all(jobs.map(({ id }) => own.account.client.cancel(id)));
		await close();
		await workers.stop();
	});

	test("log, attempts, parameters and sidecar are there for whoever wants to know more", async () => {
		const job = await submitPicture(own.account);
		const { page, context, complaints, close } = await signedIn(own.browser, own.account, `/jobs/${job.id}`);
		await context.grantPermissions(["clipboard-read", "clipboard-write"]);
		await page.locator("header [data-status=succeeded]").first().waitFor();
		await page.getByRole("button", { name: "Event log" }).click();
		await page.locator("[data-log]").getByText("job succeeded").waitFor();
		await page.getByRole("button", { name: "Copy the log" }).click();
		await page.getByText("Copied").waitFor();
		expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(/job queued[\s\S]*job succeeded/);
		await page.getByRole("button", { name: "Attempts" }).click();
		await page.getByRole("region", { name: "Attempts" }).getByText("succeeded").first().waitFor();
		await page.getByRole("button", { name: "To make it again" }).click();
		const sidecar = page.getByRole("region", { name: "To make it again" });
		await sidecar
			.getByText(/z_image_turbo/)
			.first()
			.waitFor();
		const [download] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("link", { name: "Download all of it" }).click(),
		]);
		expect(download.suggestedFilename()).toBe(`${job.id}.json`);
		await expectAccessible(page);
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)(
		"nothing is wrong with a job that goes on and one that waits for axe, nor too wide: %s",
		async (locale) => {
			const job = await submitCharacter();
			const { page, complaints, close } = await signedIn(own.browser, own.account, `/jobs/${job.id}`, {
				locale,
			});
			await page.locator("[data-stage]").first().waitFor();
			expect(await overflow(page)).toEqual([]);
			await page.locator("[data-gate]").waitFor();
			await expectRight(page);
			await own.account.client.cancel(job.id);
			expect(complaints).toEqual([]);
			await close();
		},
	);
});
