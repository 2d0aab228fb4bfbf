import { expect, test } from "vitest";
import { directionOf, LOCALES, type Locale } from "../../../edge/studio/words/locale.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { visit } from "./testing/visit.ts";

inBrowser("lines 6 and 7: language, theme, and what the page may run", (own) => {
	test("the language is the browser's until another of the eleven is chosen, which stays; each has words of its own and runs in its direction", async () => {
		const { page, open, complaints, close } = await visit(own.browser, own.stack.url, { locale: "pt-BR" });
		await open("/jobs");
		await page.locator("html[lang=pt-BR]").waitFor();
		const language = page.locator("select").first();
		const words = new Set<string | null>();
		for (const locale of Object.keys(LOCALES) as Locale[]) {
			await language.selectOption(locale);
			await page.locator(`html[lang=${locale}][dir=${directionOf(locale)}]`).waitFor();
			words.add(await page.locator("main").textContent());
		}
		expect(words.size).toBe(Object.keys(LOCALES).length);
		await language.selectOption("ja");
		await page.locator("html[lang=ja]").waitFor();
		await page.reload();
		await page.locator("html[lang=ja]").waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test("the theme is the machine's until another is chosen, which stays; nothing that is written into the page is run", async () => {
		const { page, open, complaints, close } = await visit(own.browser, own.stack.url, { theme: "light" });
		await open("/jobs");
		const theme = page.locator("select").nth(1);
		const paper = () => page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
		await theme.waitFor();
		const light = await paper();
		await page.emulateMedia({ colorScheme: "dark" });
		await expect.poll(paper).not.toBe(light);
		await theme.selectOption("light");
		await expect.poll(paper).toBe(light);
		await page.reload();
		await theme.waitFor();
		expect(await paper()).toBe(light);
		expect(complaints).toEqual([]);
		await page.evaluate(`{
			const written = document.createElement("script");
			written.textContent = "window.ran = true";
			document.body.append(written);
		}`);
		await expect.poll(() => complaints.join()).toContain("Content Security Policy");
		expect(await page.evaluate("window.ran")).toBeUndefined();
		await close();
	});
});
