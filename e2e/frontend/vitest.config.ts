import { defineConfig } from "vitest/config";
import { missingForFrontend } from "./needs.ts";

const missing = missingForFrontend();
if (missing.length > 0)
	console.log(`The tests of ComfyUI's frontend are skipped: no ${missing.join(" and no ")}.`);

/** The published frontend of ComfyUI in front of a whole stack, in Chromium: `npm run test:frontend`. pip fetches it. */
export default defineConfig({
	root: import.meta.dirname,
	test: {
		include: ["**/*.test.ts"],
		testTimeout: 480_000,
		hookTimeout: 480_000,
		expect: { poll: { timeout: 120_000 } },
		fileParallelism: false,
	},
});
