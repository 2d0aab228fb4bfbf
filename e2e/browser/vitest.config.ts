import { defineConfig } from "vitest/config";
import { chromiumPath } from "./chromium.ts";

if (chromiumPath === undefined)
	console.log("Browser tests are skipped: no Chromium found. Install one, or set CHROMIUM to its path.");

/** Tests in a real browser: `npm run test:browser`. */
export default defineConfig({
	root: import.meta.dirname,
	test: {
		include: ["**/*.test.ts"],
		testTimeout: 60_000,
		hookTimeout: 120_000,
		fileParallelism: false,
	},
});
