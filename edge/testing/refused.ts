import { expect } from "vitest";
import type { ProblemCode } from "../contract/problem.ts";
import type { TestAccount } from "./accounts.ts";
import { call, problemOf } from "./http.ts";
import { writesNothing } from "./writes.ts";

/**
 * Sends a job that must be refused, with this code and these pointers, and must leave no trace. Answers with the
 * problem as text.
 */
export function refused(
	by: TestAccount,
	body: unknown,
	code: ProblemCode,
	...pointers: string[]
): Promise<string> {
	return writesNothing(() => refusal(by, body, code, ...pointers));
}

/** The same without the look at what was written, for many at once. */
export async function refusal(
	by: TestAccount,
	body: unknown,
	code: ProblemCode,
	...pointers: string[]
): Promise<string> {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
	const answer = await call("POST", "/v1/jobs", { as: by.key, body: text, headers });
	const problem = await problemOf(answer, code);
	expect(problem.instance).toBe("/v1/jobs");
	const named = problem.errors.map((item) => item.pointer);
	// Something inside a list is named by its place in it.
	for (const at of pointers)
		expect(
			named.some((one) => one === at || one.startsWith(`${at}/`)),
			`${at} in ${named}`,
		).toBe(true);
	for (const item of problem.errors) {
		expect(item.code).toMatch(/^[a-z_]+$/);
		expect(item.message).not.toBe("");
	}
	return JSON.stringify(problem);
}
