import os from "node:os";
import type { Browser, Page } from "playwright-core";
import type { DarkroomClient } from "../../../client/client.ts";
import { until } from "../../../worker/testing/until.ts";
import { chromiumPath, launch } from "../../browser/chromium.ts";
import { makeAccount, type StudioAccount } from "../../browser/studio/testing/account.ts";
import { startStudioStack } from "../../browser/studio/testing/studio-stack.ts";
import { signedIn } from "../../browser/studio/testing/visit.ts";
import { paint } from "../../testing/pictures.ts";
import { concurrently, percentile } from "../instruments/measure.ts";
import { type Frames, OBSERVERS, type Observed } from "../instruments/studio-observers.ts";

const STEP_MS = 120;
const PICTURES = 500;
const LOADS = 5;
/** How much slower than this machine a processor is taken to be. */
const SLOWDOWN = 4;
/** Pixels of one turn of the wheel, and its pause in milliseconds: a hand that looks for something. */
const [TURN, PAUSE_MS] = [240, 30];
const LONG_MS = 50;
/** Takes everything away but boxes of one colour, in a page of the same height. */
const PLAIN = `(() => {
	const height = document.documentElement.scrollHeight;
	const box = "<div style='height:200px;width:200px;background:#888'></div>";
	document.body.innerHTML = "<div style='display:flex;flex-wrap:wrap;gap:12px;height:" + height + "px'>" + box.repeat(500) + "</div>";
})()`;

/** What people see of the studio, in a real Chromium without a GPU: first paint, events, jumps, scrolling. */
export async function studio(): Promise<[string, string][]> {
	if (chromiumPath === undefined) return [["studio", "no Chromium on this machine"]];
	const { stack, stop } = await startStudioStack(STEP_MS);
	const browser = await launch();
	try {
		const account = await makeAccount({ url: stack.edge.url, adminKey: stack.adminKey });
		return [
			...(await firstPaint(browser, account)),
			...(await liveJob(browser, account)),
			...(await scrolling(browser, account)),
			[
				"studio, load average meanwhile",
				os
					.loadavg()
					.map((load) => load.toFixed(1))
					.join(" "),
			],
		];
	} finally {
		await browser.close();
		await stop();
	}
}

/** On this machine as it is, and with a slower processor. */
async function firstPaint(browser: Browser, account: StudioAccount): Promise<[string, string][]> {
	const here = await paints(browser, account, 1);
	const slow = await paints(browser, account, SLOWDOWN);
	const of = ({ times }: typeof here) =>
		`median ${percentile(times, 0.5).toFixed(0)}, worst ${Math.max(...times).toFixed(0)} ms (${times.length})`;
	return [
		["studio, largest contentful paint", of(here)],
		[`studio, largest contentful paint, ${SLOWDOWN}x slower processor (want < 1000 ms)`, of(slow)],
		[
			"studio, layout shift of the first page (want < 0.02)",
			Math.max(...here.shifts, ...slow.shifts).toFixed(4),
		],
	];
}

async function paints(browser: Browser, account: StudioAccount, rate: number) {
	const { page, context, close } = await signedIn(browser, account);
	const times: number[] = [];
	const shifts: number[] = [];
	for (let load = 0; load < LOADS; load++) {
		const fresh = await context.newPage();
		await fresh.addInitScript(OBSERVERS);
		const devtools = await context.newCDPSession(fresh);
		await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
		await devtools.send("Emulation.setCPUThrottlingRate", { rate });
		await fresh.goto(`${account.url}/studio/jobs`);
		await fresh.getByRole("heading", { level: 2 }).waitFor();
		await fresh.waitForLoadState("networkidle");
		const { paint, shift } = await observed(fresh);
		times.push(paint);
		shifts.push(shift);
		await fresh.close();
	}
	await page.close();
	await close();
	return { times, shifts };
}

async function liveJob(browser: Browser, account: StudioAccount): Promise<[string, string][]> {
	const { page, open, close } = await signedIn(browser, account);
	await page.addInitScript(OBSERVERS);
	const { id } = await account.client.submit({
		pipeline: "character-reference-dataset",
		parameters: { prompt: "woman of 30, short black hair, green eyes", seed: 7 },
	});
	await open(`/jobs/${id}`);
	// The head of the page: stages have heads of their own, and the first of them is done long before.
	await page.locator("main > header [data-status=succeeded]").waitFor({ timeout: 120_000 });
	const { toPixel, sinceEvent, shift } = await observed(page);
	await close();
	const of = (values: number[]) =>
		`p50 ${percentile(values, 0.5).toFixed(0)} · p95 ${percentile(values, 0.95).toFixed(0)} ms (${values.length})`;
	return [
		["studio, from the event at the edge to its pixels (want p50 < 100 ms)", of(sinceEvent)],
		["studio, from the frame in the browser to its pixels", of(toPixel)],
		["studio, layout shift of a job from first to last (want < 0.02)", shift.toFixed(4)],
	];
}

async function scrolling(browser: Browser, account: StudioAccount): Promise<[string, string][]> {
	await fill(account.client);
	const { page, open, close } = await signedIn(browser, account);
	await page.addInitScript(OBSERVERS);
	await open("/gallery");
	const tiles = page.locator("[data-asset]");
	await until("every picture is in the page", async () => {
		await page.keyboard.press("End");
		return (await tiles.count()) >= PICTURES;
	});
	await page.keyboard.press("Home");
	await page.waitForLoadState("networkidle");
	await page.mouse.move(800, 500);
	const height = Number(await page.evaluate("document.documentElement.scrollHeight"));
	const run = async () => {
		await page.evaluate("window.darkroomBench.count()");
		for (let at = 0; at < height; at += TURN) {
			await page.mouse.wheel(0, TURN);
			await page.waitForTimeout(PAUSE_MS);
		}
		const { frames } = await observed(page);
		await page.keyboard.press("Home");
		return frames;
	};
	const [first, second] = [await run(), await run()];
	await page.evaluate(PLAIN);
	const plain = await run();
	await close();
	return [
		[`studio, ${PICTURES} pictures scrolled the first time (want no frame over ${LONG_MS} ms)`, told(first)],
		["studio, the same once more, pictures decoded", told(second)],
		["studio, as many plain boxes in their place: what this machine does by itself", told(plain)],
	];
}

function told({ all, longest, long, script, layout }: Frames): string {
	return `${long} of ${all} frames over ${LONG_MS} ms (${script} with as much of script, ${layout} of style and layout); longest ${longest.toFixed(0)} ms`;
}

/**
 * Pictures of many colours, with the thumbnails that the gallery shows: all of them made before anything is measured, or
 * the worker would make them on the processors that are to scroll.
 */
async function fill(client: DarkroomClient): Promise<void> {
	const ids: string[] = [];
	await concurrently(PICTURES, 4, async (i) => {
		const bytes = paint(384, 256 + (i % 5) * 64, (x, y) => [
			(x + i) % 256,
			(y * 2 + i * 7) % 256,
			(x ^ y) % 256,
		]);
		ids.push((await client.upload(bytes, `${i}.png`)).id);
	});
	let missing = ids;
	await until(
		"every picture has its thumbnail",
		async () => {
			// A look asks for what is missing, and a worker that is idle makes it.
			const looks = await Promise.all(missing.slice(0, 20).map((id) => hasThumbnail(client, id)));
			missing = missing.filter((_, i) => looks[i] !== true);
			return missing.length === 0;
		},
		300_000,
	);
}

async function hasThumbnail({ url, key }: DarkroomClient, id: string): Promise<boolean> {
	const answer = await fetch(new URL(`/v1/assets/${id}/content?size=256`, url), {
		headers: { authorization: `Bearer ${key}` },
	});
	await answer.body?.cancel();
	return answer.headers.get("content-type") === "image/webp";
}

async function observed(page: Page): Promise<Observed> {
	return (await page.evaluate("window.darkroomBench.read()")) as Observed;
}
