import { defineProject } from "vitest/config";
import { PATIENT } from "./testing/patience.ts";

export default defineProject({
	root: import.meta.dirname,
	test: {
		...PATIENT,
		name: "workflows",
		isolate: false,
		include: ["**/*.test.ts"],
		globalSetup: "testing/prepare.ts",
	},
});
