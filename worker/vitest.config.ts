import { defineProject } from "vitest/config";
import { NATIVE, PATIENT, WAITING } from "../workflows/testing/patience.ts";

/** They mostly wait for the processes that they start, as those of e2e do: they come with them. */
export default defineProject({
	root: import.meta.dirname,
	test: {
		...PATIENT,
		...NATIVE,
		...WAITING,
		name: "worker",
		isolate: false,
		include: ["**/*.test.ts"],
		globalSetup: "testing/prepare.ts",
	},
});
