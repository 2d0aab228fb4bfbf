import { defineProject } from "vitest/config";
import { NATIVE, PATIENT } from "../workflows/testing/patience.ts";

/** Tests of the OpenAPI document as others read it: linters, generators of clients, our own packages that are made of it, and the pages of the documents. */
export const OPENAPI = ["openapi/**/*.test.ts", "publish/**/*.test.ts", "../docs/**/*.test.ts"];

export default defineProject({
	root: import.meta.dirname,
	test: { name: "openapi", include: OPENAPI, ...PATIENT, ...NATIVE },
});
