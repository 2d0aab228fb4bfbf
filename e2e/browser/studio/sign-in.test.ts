import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { type EmulatedIssuer, startIssuer } from "./testing/issuer.ts";
import { signedIn, visit } from "./testing/visit.ts";

/** How far clocks may be apart: a token is good for so much longer than it says, in seconds. */
const CLOCKS_S = 30;

/** What became of the page's socket of the account. */
function socketOf(page: Page) {
	const states: ("open" | "closed")[] = [];
	page.on("websocket", (socket) => {
		if (!socket.url().includes("/v1/account/socket")) return;
		socket.on("framereceived", () => states.push("open"));
		socket.on("close", () => states.push("closed"));
	});
	return states;
}

async function enter(page: Page, token: string): Promise<void> {
	await page.getByLabel("API key or token").fill(token);
	await page.keyboard.press("Enter");
}

inBrowser("line 7: sign-in with a token of an identity provider (an emulated one)", (own) => {
	let issuer: EmulatedIssuer;

	beforeAll(async () => {
		issuer = await startIssuer();
		// As somebody of the account names it.
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/keys");
		await page.getByRole("tab", { name: "Sign-in providers" }).click();
		await page.getByRole("button", { name: "Add a provider" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Issuer").fill(issuer.url);
		await dialog.getByLabel("Audience").fill(issuer.audience);
		await dialog.getByRole("button", { name: "Add a provider" }).click();
		await page.locator("[data-issuer]", { hasText: issuer.url }).waitFor();
		expect(complaints).toEqual([]);
		await close();
	});
	afterAll(async () => {
		await issuer?.stop();
	});

	test("it opens the account's pages with what its claims allow, nothing of it is kept by the page, and signing out ends session and socket", async () => {
		const { page, context, complaints, open, close } = await visit(own.browser, own.stack.url);
		const socket = socketOf(page);
		await open("/jobs");
		const token = await issuer.token(600);
		await enter(page, token);
		await page.getByRole("heading", { name: "The trays are empty" }).waitFor();
		await expect.poll(() => socket.at(-1)).toBe("open");
		const kept = "JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])";
		expect(await page.evaluate(kept)).not.toContain(token.slice(-20));
		await open("/usage");
		await page.getByRole("heading", { name: "Nothing was used yet" }).waitFor();
		// Its tokens may read jobs and files: keys are not theirs to see.
		await open("/keys");
		await page.getByRole("heading", { name: "You may not see this" }).waitFor();
		await page.getByText("keys:write").waitFor();
		const [cookie] = await context.cookies(`${own.stack.url}/v1/jobs`);
		const asSession = () =>
			fetch(`${own.stack.url}/v1/jobs`, {
				headers: { cookie: `${cookie?.name}=${cookie?.value}`, origin: own.stack.url },
			});
		expect((await asSession()).status).toBe(200);
		const other = await context.newPage();
		await other.goto(`${own.stack.url}/studio/jobs`);
		await other.getByRole("heading", { name: "The trays are empty" }).waitFor();
		await page.getByRole("button", { name: "Sign out" }).click();
		await page.getByLabel("API key or token").waitFor();
		await other.getByLabel("API key or token").waitFor();
		await expect.poll(() => socket.at(-1)).toBe("closed");
		expect((await asSession()).status).toBe(401);
		expect(complaints.filter((one) => !/403/.test(one))).toEqual([]);
		await close();
	});

	test("one that has ended is refused with what to do, and the token of another issuer says whose it is", async () => {
		const { page, open, close } = await visit(own.browser, own.stack.url);
		await open("/jobs");
		await enter(page, await issuer.token(-60));
		await page.getByRole("alert").getByText("has expired").waitFor();
		const stranger = await startIssuer();
		await enter(page, await stranger.token(600));
		await page.getByRole("alert").getByText(stranger.url).waitFor();
		await stranger.stop();
		await close();
	});

	test("a session ends with the token that it began with: the page says so, and its socket is closed", async () => {
		const { page, open, close } = await visit(own.browser, own.stack.url);
		const socket = socketOf(page);
		await open("/jobs");
		const inside = page.getByRole("heading", { name: "The trays are empty" });
		// A machine with much to do may need longer to come in than the token is good for: then with one that lasts.
		for (const seconds of [5, 20, 60]) {
			await enter(page, await issuer.token(seconds - CLOCKS_S));
			await inside.or(page.getByRole("alert").getByText("has expired")).waitFor();
			if (await inside.isVisible()) break;
		}
		await page.getByRole("alert").getByText("Your session has ended").waitFor();
		await expect.poll(() => socket.at(-1)).toBe("closed");
		await close();
	});

	test.each(DIRECTIONS)(
		"nothing is wrong with the door for axe, and nothing too wide: %s",
		async (locale) => {
			const { page, open, complaints, close } = await visit(own.browser, own.stack.url, { locale });
			await open("/jobs");
			await page.locator("input[name=key]").waitFor();
			await expectRight(page);
			expect(complaints).toEqual([]);
			await close();
		},
	);
});
