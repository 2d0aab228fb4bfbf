import { defineConfig } from "vitest/config";
import { chromiumPath } from "./chromium.ts";

if (chromiumPath === undefined)
	console.log("Browser tests are skipped: no Chromium found. Install one, or set CHROMIUM to its path.");

/** For a busy machine: a test says what it waited for before its own time is over. */
const patience = { testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 60_000 } } };

/** Tests in a real browser: `npm run test:browser`. Those of the studio share one stack of processes. */
export default defineConfig({
	root: import.meta.dirname,
	test: {
		fileParallelism: false,
		projects: [
			{ test: { name: "browser", include: ["*.test.ts"], ...patience } },
			{
				test: {
					name: "studio",
					include: ["studio/**/*.test.ts"],
					globalSetup: ["studio/testing/setup.ts"],
					...patience,
				},
			},
		],
	},
});
