import { defineConfig } from "vitest/config";
import { missingPython } from "./environment.ts";

const missing = await missingPython();
if (missing !== null) console.log(`The tests of Python programs are skipped: ${missing}.`);

/**
 * Programs in Python against a whole stack: `npm run test:python`. Each has a virtual environment of its own, outside the
 * repository, that pip fills from the Python registry.
 */
export default defineConfig({
	root: import.meta.dirname,
	test: {
		include: ["**/*.test.ts"],
		testTimeout: 240_000,
		hookTimeout: 480_000,
		fileParallelism: false,
	},
});
