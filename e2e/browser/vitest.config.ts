import { defineConfig } from "vitest/config";

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
