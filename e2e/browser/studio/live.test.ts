import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { watch } from "../../../client/watch.ts";
import type { AccountFrame } from "../../../edge/contract/jobs/account-events.ts";
import { PATIENCE_MS } from "../../../workflows/testing/patience.ts";
import { makeAccount, submitPicture } from "./testing/account.ts";
import { expectAccessible, overflow } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn, visit } from "./testing/visit.ts";

const OFFLINE_MS = 10_000;
/** Less than a test may take, so that it says what it waited for. */
const SOON_MS = PATIENCE_MS / 4;

/** What reached a page: frames of the account's feed, and answers to lists it asked for. */
function listenTo(page: Page) {
	const frames: AccountFrame[] = [];
	const heard: ("frame" | "list")[] = [];
	page.on("websocket", (socket) => {
		if (!socket.url().includes("/v1/account/socket")) return;
		socket.on("framereceived", ({ payload }) => {
			if (payload === "pong") return;
			frames.push(JSON.parse(String(payload)) as AccountFrame);
			heard.push("frame");
		});
	});
	page.on("request", (request) => {
		if (/\/v1\/jobs\?/.test(request.url())) heard.push("list");
	});
	return { frames, heard };
}

inBrowser("live truth: one socket for the account", (own) => {
	test("the socket brings a change, and nobody asks every few seconds while it is open", async () => {
		const account = await makeAccount(own.stack);
		const { page, context, complaints, close } = await visit(own.browser, own.stack.url);
		const { frames, heard } = listenTo(page);
		await context.clock.install();
		await page.goto(await account.signInAddress());
		await page.getByRole("heading", { name: "The trays are empty" }).waitFor();
		await expect.poll(() => frames[0], { timeout: SOON_MS }).toMatchObject({ type: "hello" });
		// What is asked for after the first hello.
		await page.clock.runFor(1000);
		await expect.poll(() => heard.filter((what) => what === "list").length, { timeout: SOON_MS }).toBe(2);
		heard.length = 0;
		await page.clock.runFor(20_000);
		expect(heard).toEqual([]);
		const job = await submitPicture(account);
		await expect
			.poll(() => frames.some((frame) => frame.type === "event" && frame.event.job === job.id))
			.toBe(true);
		await page.clock.runFor(1000);
		await page.locator(`[data-job="${job.id}"]`).waitFor();
		expect(heard[0]).toBe("frame");
		expect(complaints).toEqual([]);
		await close();
	});

	test("the list of jobs, offline for ten seconds, says so; back again it resumes where it was, and no change is lost", async () => {
		const account = await makeAccount(own.stack);
		const { page, context, close } = await visit(own.browser, own.stack.url);
		const { frames } = listenTo(page);
		const sockets: string[] = [];
		page.on("websocket", (socket) => sockets.push(socket.url()));
		await page.goto(await account.signInAddress());
		await expect.poll(() => frames[0], { timeout: SOON_MS }).toMatchObject({ type: "hello" });
		const earlier = await submitPicture(account);
		await expect.poll(() => frames.some(({ type }) => type === "event"), { timeout: SOON_MS }).toBe(true);
		await context.setOffline(true);
		await page.getByText("You are offline").waitFor();
		const seen = frames.length;
		const later = await submitPicture(account);
		for (const { id } of [earlier, later]) for await (const _ of watch(account.client, id));
		// It is the length of being away that is tried, not something that is waited for.
		await new Promise((resolve) => setTimeout(resolve, OFFLINE_MS));
		expect(frames.slice(seen).filter(({ type }) => type === "event")).toEqual([]);
		expect(await page.locator(`[data-job="${later.id}"]`).count()).toBe(0);
		await context.setOffline(false);
		for (const { id } of [earlier, later])
			await page.locator(`[data-job="${id}"] [data-status=succeeded]`).filter({ visible: true }).waitFor();
		await page.getByText("You are offline").waitFor({ state: "detached" });
		const again = () => frames.slice(seen).find(({ type }) => type === "hello");
		await expect.poll(again, { timeout: SOON_MS }).toMatchObject({ complete: true });
		const missed = () =>
			frames.slice(seen).some((frame) => frame.type === "event" && frame.event.job === later.id);
		await expect.poll(missed, { timeout: SOON_MS }).toBe(true);
		expect(Number(new URL(sockets.at(-1) ?? "").searchParams.get("after"))).toBeGreaterThan(0);
		const told = frames.flatMap((frame) => (frame.type === "event" ? [frame.seq] : []));
		expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
		await close();
	});

	test("S3-95 a job's page has no socket of its own: previews and stages come over that of the account; keys cancel and retry", async () => {
		const account = await makeAccount(own.stack);
		const { id } = await account.client.submit({
			pipeline: "character-reference-dataset",
			parameters: { prompt: "woman of 30, short black hair, green eyes", seed: 7 },
		});
		const { page, complaints, close } = await signedIn(own.browser, account);
		const sockets: string[] = [];
		page.on("websocket", (socket) => sockets.push(new URL(socket.url()).pathname));
		await page.goto(`${own.stack.url}/studio/jobs/${id}`);
		await page.locator("[data-preview]").first().waitFor();
		await page.locator('[data-stage="avatar"] [data-status=succeeded]').waitFor();
		const sheetNames = async (words: string) => {
			await page.keyboard.press("?");
			await page.getByRole("dialog").getByText(words, { exact: true }).waitFor();
			await page.keyboard.press("Escape");
			await page.getByRole("dialog").waitFor({ state: "detached" });
		};
		await sheetNames("Cancel");
		await page.keyboard.press("x");
		await page.getByRole("dialog").getByRole("button", { name: "Cancel the job" }).click();
		await page.locator("header [data-status=canceled]").first().waitFor();
		await sheetNames("Retry");
		await page.keyboard.press("r");
		await page.waitForURL((now) => now.pathname.includes("/jobs/job_") && !now.pathname.endsWith(id));
		await page.locator("[data-preview]").first().waitFor();
		// One, for two jobs and all of their pictures.
		expect(sockets).toEqual(["/v1/account/socket"]);
		expect(complaints).toEqual([]);
		await close();
	});

	test("signing out ends every socket of the session at once with 4401, and a page elsewhere shows the door", async () => {
		const account = await makeAccount(own.stack);
		const { page, context, complaints, close } = await signedIn(own.browser, account);
		const { frames } = listenTo(page);
		await page.reload();
		await expect.poll(() => frames.length, { timeout: SOON_MS }).toBeGreaterThan(0);
		const [cookie] = await context.cookies(`${own.stack.url}/v1/jobs`);
		const headers = { cookie: `${cookie?.name}=${cookie?.value}`, origin: own.stack.url };
		const socket = new WebSocket(`${own.stack.url.replace("http", "ws")}/v1/account/socket`, { headers });
		const closed = new Promise<number>((resolve) => socket.on("close", resolve));
		await new Promise((resolve) => socket.once("message", resolve));
		socket.send("ping");
		const out = await fetch(`${own.stack.url}/v1/sessions/current`, { method: "DELETE", headers });
		expect(out.status).toBe(204);
		expect(await closed).toBe(4401);
		// The page asks for nothing: its socket tells it.
		await page.getByLabel("API key or token").waitFor();
		await page.getByRole("alert").waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test("the operator's key opens a session that says whose it is, in the menu and on a phone, and ends like others", async () => {
		for (const width of [1440, 390] as const) {
			const { page, complaints, close } = await visit(own.browser, own.stack.url, { width });
			await page.goto(`${own.stack.url}/studio/`);
			await page.getByLabel("API key or token").fill(own.stack.adminKey);
			await page.keyboard.press("Enter");
			await page.getByText("Operator", { exact: true }).filter({ visible: true }).first().waitFor();
			await page.reload();
			await page.getByText("Operator", { exact: true }).filter({ visible: true }).first().waitFor();
			await expectAccessible(page);
			expect(await overflow(page)).toEqual([]);
			expect(complaints.filter((text) => !text.includes("403"))).toEqual([]);
			if (width === 390) await page.getByRole("button", { name: "More" }).click();
			await page.getByRole("button", { name: "Sign out" }).filter({ visible: true }).click();
			await page.getByLabel("API key or token").waitFor();
			await page.reload();
			await page.getByLabel("API key or token").waitFor();
			await close();
		}
	});
});
