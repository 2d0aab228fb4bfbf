import { defineProject } from "vitest/config";
import { NATIVE, PATIENT } from "./testing/patience.ts";

export default defineProject({
	root: import.meta.dirname,
	test: {
		...PATIENT,
		...NATIVE,
		name: "workflows",
		isolate: false,
		include: ["**/*.test.ts"],
		globalSetup: "testing/prepare.ts",
	},
});
