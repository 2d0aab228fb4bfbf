import { configDefaults, defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";
import { OPENAPI } from "./vitest.openapi.config.ts";
import { REPOSITORY } from "./vitest.repository.config.ts";

/** Tests of several processes at once. They come last, more files at a time than there may be cores: they mostly wait. */
export default defineProject({
	root: import.meta.dirname,
	test: {
		...PATIENT,
		name: "e2e",
		isolate: false,
		include: ["**/*.test.ts"],
		exclude: [
			...configDefaults.exclude,
			"browser/**",
			"image/**",
			"python/**",
			"frontend/**",
			...REPOSITORY,
			...OPENAPI,
		],
		globalSetup: "stack/prepare.ts",
		maxWorkers: 5,
		sequence: { groupOrder: 1 },
		// Scenarios of one file mostly wait for leases to run out, so they do it side by side.
		maxConcurrency: 32,
	},
});
