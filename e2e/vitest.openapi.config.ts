import { defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";

/** Tests of the OpenAPI document as others read it: linters, generators of clients, and our own packages that are made of it. */
export const OPENAPI = ["openapi/**/*.test.ts", "publish/**/*.test.ts"];

export default defineProject({
	root: import.meta.dirname,
	test: { name: "openapi", include: OPENAPI, ...PATIENT },
});
