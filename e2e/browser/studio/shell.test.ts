import { expect, test } from "vitest";
import { PATIENCE_MS } from "../../../workflows/testing/patience.ts";
import { submitPicture } from "./testing/account.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn, visit } from "./testing/visit.ts";

inBrowser("the studio in a real browser", (own) => {
	test("an address that signs in leads to the jobs, leaves no code behind, and a reload stays signed in", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account);
		expect(page.url()).toBe(`${own.stack.url}/studio/jobs`);
		await page.getByRole("heading", { name: "The trays are empty" }).waitFor();
		await page.reload();
		await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
		expect(await page.evaluate("document.cookie")).toBe("");
		expect(complaints).toEqual([]);
		await close();
	});

	test("a job appears in the list while it is looked at, develops on its page, and its pictures are there", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account);
		await page.getByRole("heading", { name: "The trays are empty" }).waitFor();
		const job = await submitPicture(own.account);
		await page.locator(`[data-job="${job.id}"]`).click();
		await page.getByRole("heading", { name: "a lighthouse at night" }).waitFor();
		await page.locator("[data-status=succeeded]").first().waitFor();
		// Not `waitForFunction`: it evaluates text in the page, which the page's policy forbids.
		const loaded = () =>
			page.evaluate(
				"[...document.querySelectorAll('[data-task] img:not([alt=\"\"])')].filter((img) => img.naturalWidth > 0).length",
			);
		await expect.poll(loaded, { timeout: PATIENCE_MS }).toBe(3);
		expect(complaints).toEqual([]);
		await close();
	});

	test("a key signs in, a wrong one is told so, and signing out ends the session for good", async () => {
		const { page, context, close } = await visit(own.browser, own.stack.url);
		await page.goto(`${own.stack.url}/studio/jobs`);
		await page.getByLabel("API key or token").fill("dk_live_wrong");
		await page.getByRole("button", { name: "Sign in" }).click();
		await page.getByRole("alert").getByText("not valid").waitFor();
		await page.getByLabel("API key or token").fill(own.account.client.key);
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
		const [cookie] = await context.cookies(`${own.stack.url}/v1/jobs`);
		expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/v1" });
		const asSession = () =>
			fetch(`${own.stack.url}/v1/jobs`, {
				headers: { cookie: `${cookie?.name}=${cookie?.value}`, origin: own.stack.url },
			});
		expect((await asSession()).status).toBe(200);
		await page.getByRole("button", { name: "Sign out" }).click();
		await page.getByLabel("API key or token").waitFor();
		expect((await asSession()).status).toBe(401);
		await page.reload();
		await page.getByLabel("API key or token").waitFor();
		await close();
	});

	test("where a part of an earlier version is gone, the page says that there is a new one and loads it: once, never in a circle", async () => {
		const { page, close } = await signedIn(own.browser, own.account);
		await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
		const language = page.getByLabel("Language").first();
		const words = /\/assets\/ja-[\w-]+\.js/;
		await page.route(words, (route) => route.abort());
		// Of the same version: it says so, and stays as it is.
		await language.selectOption("ja");
		await page.getByText("This could not be loaded").waitFor();
		await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
		const pages = /\/assets\/page-[\w-]+\.js/;
		await page.route(pages, (route) => route.fulfill({ status: 404 }));
		const newer = '<script type="module" src="/studio/assets/index-newer.js"></script>';
		await page.route("**/studio/", (route) => route.fulfill({ contentType: "text/html", body: newer }));
		let loads = 0;
		await page.route("**/studio/gallery", async (route) => {
			loads += 1;
			if (loads === 1) await said;
			await route.continue();
		});
		// While a page is loaded anew nothing can be asked of it: it has to say by itself what it shows.
		const said = page.waitForEvent("console", (message) => message.text() === "said");
		await page.evaluate(`new MutationObserver(() => {
			if (document.body.textContent.includes("There is a new version")) console.log("said");
		}).observe(document.body, { subtree: true, childList: true })`);
		await page.getByRole("link", { name: "Gallery" }).first().click();
		const again = page.getByRole("button", { name: "再読み込み" });
		await page.unroute(words);
		await again.waitFor();
		expect(loads).toBe(1);
		await page.unroute(pages);
		await again.click();
		await page.getByRole("heading", { level: 1, name: "ギャラリー" }).waitFor();
		expect(loads).toBe(2);
		await close();
	});

	test.each(DIRECTIONS)("nothing is wrong with it for axe, and nothing too wide: %s", async (locale) => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/jobs", { locale });
		await page.locator("[data-job]").first().waitFor();
		expect(await page.evaluate("document.documentElement.dir")).toBe(locale === "ar" ? "rtl" : "ltr");
		await expectRight(page);
		await page.locator("[data-job]").first().click();
		await page.locator("[data-stage]").first().waitFor();
		await expectRight(page);
		expect(complaints).toEqual([]);
		await close();
	});

	test("keys lead through it: ? shows them, g j goes to the jobs, and none counts while somebody types", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account);
		await page.locator("[data-job]").first().click();
		await page.waitForURL(/\/jobs\/job_/);
		await page.keyboard.press("?");
		await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
		await page.keyboard.press("Escape");
		await page.getByRole("dialog").waitFor({ state: "detached" });
		await page.keyboard.press("g");
		await page.keyboard.press("j");
		await page.waitForURL(/\/studio\/jobs$/);
		expect(complaints).toEqual([]);
		await close();
	});
});
