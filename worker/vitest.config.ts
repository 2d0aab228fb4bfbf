import { defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";

/** They mostly wait for the processes that they start, as those of e2e do: they come with them, and as many at a time. */
export default defineProject({
	root: import.meta.dirname,
	test: {
		...PATIENT,
		name: "worker",
		isolate: false,
		include: ["**/*.test.ts"],
		globalSetup: "testing/prepare.ts",
		maxWorkers: 4,
		sequence: { groupOrder: 1 },
	},
});
