import { defineProject } from "vitest/config";

export default defineProject({
	root: import.meta.dirname,
	test: {
		name: "workflows",
		include: ["**/*.test.ts"],
		globalSetup: "testing/prepare.ts",
		testTimeout: 300_000,
		hookTimeout: 300_000,
	},
});
