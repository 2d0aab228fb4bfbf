import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { launch } from "../chromium.ts";
import { expectRight } from "./testing/checks.ts";
import type { StudioStack } from "./testing/setup.ts";
import { visit } from "./testing/visit.ts";

const stack = inject("studio");

describe.skipIf(stack === null)("the documents at /docs", () => {
	const { url } = (stack ?? { url: "" }) as StudioStack;
	let browser: Browser;

	beforeAll(async () => {
		browser = await launch();
	});
	afterAll(async () => {
		await browser?.close();
	});

	test("they are read, searched from the keyboard alone, and ask no other host", async () => {
		const { page, complaints, close } = await visit(browser, url);
		await page.goto(`${url}/docs`);
		expect(page.url()).toBe(`${url}/docs/`);
		await page.getByRole("navigation", { name: "Pages" }).waitFor();
		await page.keyboard.press("/");
		await page.getByLabel("Search the documents").waitFor();
		await page.keyboard.type("rate_limited");
		await page.locator("#results a").first().waitFor();
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await page.waitForURL(`${url}/docs/reference/errors#rate_limited`);
		await page.getByRole("heading", { name: "rate_limited" }).waitFor();
		await page.keyboard.press("/");
		await page.keyboard.press("Escape");
		await page.getByLabel("Search the documents").waitFor({ state: "hidden" });
		expect(complaints).toEqual([]);
		await close();
	});

	test("the theme is the system's until another is chosen, which stays", async () => {
		const { page, complaints, close } = await visit(browser, url, { theme: "dark" });
		const background = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
		await page.goto(`${url}/docs/first-picture`);
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
		const { page, complaints, close } = await visit(browser, url, { width: 390 });
		await page.goto(`${url}/docs/clients`);
		const pages = page.getByRole("navigation", { name: "Pages" });
		await pages.waitFor({ state: "hidden" });
		await page.getByRole("button", { name: "Pages" }).click();
		await pages.getByRole("link", { name: "Error codes" }).click();
		await page.waitForURL(`${url}/docs/reference/errors`);
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(["", "reference/api/keys", "reference/catalogue", "operate"])(
		"nothing is wrong with it for axe, and nothing too wide: /docs/%s",
		async (at) => {
			const { page, complaints, close } = await visit(browser, url);
			await page.goto(`${url}/docs/${at}`);
			await expectRight(page);
			await page.keyboard.press("/");
			await page.getByLabel("Search the documents").waitFor();
			expect(complaints).toEqual([]);
			await close();
		},
	);
});
