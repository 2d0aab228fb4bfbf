import { expect, test } from "vitest";
import { expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { visit } from "./testing/visit.ts";

inBrowser("the documents at /docs", (own) => {
	test("they are read, searched from the keyboard alone, and ask no other host", async () => {
		const { page, complaints, close } = await visit(own.browser, own.stack.url);
		await page.goto(`${own.stack.url}/docs`);
		expect(page.url()).toBe(`${own.stack.url}/docs/`);
		await page.getByRole("navigation", { name: "Pages" }).waitFor();
		await page.keyboard.press("/");
		await page.getByLabel("Search the documents").waitFor();
		await page.keyboard.type("rate_limited");
		await page.locator("#results a").first().waitFor();
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await page.waitForURL(`${own.stack.url}/docs/reference/errors#rate_limited`);
		await page.getByRole("heading", { name: "rate_limited" }).waitFor();
		await page.keyboard.press("/");
		await page.keyboard.press("Escape");
		await page.getByLabel("Search the documents").waitFor({ state: "hidden" });
		expect(complaints).toEqual([]);
		await close();
	});

	test("the theme is the system's until another is chosen, which stays", async () => {
		const { page, complaints, close } = await visit(own.browser, own.stack.url, { theme: "dark" });
		const background = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
		await page.goto(`${own.stack.url}/docs/first-picture`);
		const dark = await background();
		await page.getByRole("button", { name: "Light or dark" }).click();
		const light = await background();
		expect(light).not.toBe(dark);
		await page.reload();
		expect(await background()).toBe(light);
		expect(complaints).toEqual([]);
		await close();
	});

	test("on a phone the list of pages opens by its button", async () => {
		const { page, complaints, close } = await visit(own.browser, own.stack.url, { width: 390 });
		await page.goto(`${own.stack.url}/docs/clients`);
		const pages = page.getByRole("navigation", { name: "Pages" });
		await pages.waitFor({ state: "hidden" });
		await page.getByRole("button", { name: "Pages" }).click();
		await pages.getByRole("link", { name: "Error codes" }).click();
		await page.waitForURL(`${own.stack.url}/docs/reference/errors`);
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(["", "reference/api/keys", "reference/catalogue", "operate"])(
		"nothing is wrong with it for axe, and nothing too wide: /docs/%s",
		async (at) => {
			const { page, complaints, close } = await visit(own.browser, own.stack.url);
			await page.goto(`${own.stack.url}/docs/${at}`);
			await expectRight(page);
			await page.keyboard.press("/");
			await page.getByLabel("Search the documents").waitFor();
			expect(complaints).toEqual([]);
			await close();
		},
	);
});
