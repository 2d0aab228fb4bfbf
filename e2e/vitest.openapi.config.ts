import { defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";

/** Tests of the OpenAPI document as others read it: linters, and generators of clients. */
export const OPENAPI = ["openapi/**/*.test.ts"];

export default defineProject({
	root: import.meta.dirname,
	test: { name: "openapi", include: OPENAPI, ...PATIENT },
});
