import { defineProject } from "vitest/config";

/** Tests of several processes at once: they share two cores, so one file runs at a time. */
export default defineProject({
	root: import.meta.dirname,
	test: {
		name: "e2e",
		include: ["**/*.test.ts"],
		globalSetup: "stack/prepare.ts",
		exclude: ["browser/**"],
		testTimeout: 120_000,
		hookTimeout: 120_000,
		fileParallelism: false,
		// Scenarios of one file mostly wait for leases to run out, so they do it side by side.
		maxConcurrency: 32,
	},
});
