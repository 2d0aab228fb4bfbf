import { configDefaults, defineProject } from "vitest/config";
import { NATIVE, PATIENT, WAITING } from "../workflows/testing/patience.ts";
import { OPENAPI } from "./vitest.openapi.config.ts";
import { REPOSITORY } from "./vitest.repository.config.ts";

/** Tests of several processes at once. */
export default defineProject({
	root: import.meta.dirname,
	test: {
		...PATIENT,
		...NATIVE,
		...WAITING,
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
		// Scenarios of one file mostly wait for leases to run out, so they do it side by side.
		maxConcurrency: 32,
	},
});
