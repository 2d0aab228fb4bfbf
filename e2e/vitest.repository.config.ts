import { defineProject } from "vitest/config";
import { NATIVE, PATIENT } from "../workflows/testing/patience.ts";

/** Tests of the repository itself: they read its files and start nothing. */
export const REPOSITORY = [
	"architecture.test.ts",
	"exports.test.ts",
	"rows/**/*.test.ts",
	"start/**/*.test.ts",
	"editor/**/*.test.ts",
	"documents/**/*.test.ts",
];

export default defineProject({
	root: import.meta.dirname,
	test: { name: "repository", isolate: false, include: REPOSITORY, ...PATIENT, ...NATIVE },
});
