import { defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";

export default defineProject({
	root: import.meta.dirname,
	test: { ...PATIENT, name: "client", isolate: false, include: ["**/*.test.ts"] },
});
