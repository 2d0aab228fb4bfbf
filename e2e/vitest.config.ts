import { configDefaults, defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";
import { OPENAPI } from "./vitest.openapi.config.ts";
import { REPOSITORY } from "./vitest.repository.config.ts";

/** Tests of several processes at once: they mostly wait, so a whole run has them beside all others. */
export default defineProject({
	root: import.meta.dirname,
	test: {
		...PATIENT,
		name: "e2e",
		include: ["**/*.test.ts"],
		exclude: [...configDefaults.exclude, "browser/**", ...REPOSITORY, ...OPENAPI],
		globalSetup: "stack/prepare.ts",
		// Scenarios of one file mostly wait for leases to run out, so they do it side by side.
		maxConcurrency: 32,
	},
});
