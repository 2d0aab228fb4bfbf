import { defineProject } from "vitest/config";
import { NATIVE, PATIENT } from "../workflows/testing/patience.ts";

export default defineProject({
	root: import.meta.dirname,
	test: { ...PATIENT, ...NATIVE, name: "client", isolate: false, include: ["**/*.test.ts"] },
});
