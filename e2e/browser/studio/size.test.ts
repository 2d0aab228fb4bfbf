import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";

/** JavaScript that may come with the first page, in bytes of gzip. */
const MOST_BYTES = 130_000;
const assets = path.resolve(import.meta.dirname, "../../../.wrangler/assets");

inBrowser("what the studio loads", (own) => {
	test("the first page takes less than 130 kB of JavaScript, and words in its language only", async () => {
		const { page, close } = await signedIn(own.browser, own.account, "/jobs", { locale: "de" });
		await page.getByRole("heading", { level: 2 }).waitFor();
		const scripts = await page.evaluate(
			"performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((name) => name.endsWith('.js'))",
		);
		const names = scripts as string[];
		const sizes = await Promise.all(
			[...new Set(names)].map(async (name) => gzipSync(await readFile(path.join(assets, name))).length),
		);
		const all = sizes.reduce((sum, size) => sum + size, 0);
		console.log(`the first page loads ${all} bytes of JavaScript`);
		expect(all).toBeLessThan(MOST_BYTES);
		const languages = names.flatMap((name) => /\/(en|fr|ja|ar|de)-[\w-]+\.js$/.exec(name)?.[1] ?? []);
		expect(new Set(languages)).toEqual(new Set(["de"]));
		await close();
	});
});
