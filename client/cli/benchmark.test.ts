import { expect, test } from "vitest";
import { verdictOf } from "./benchmark.ts";

const attempt = (status: "succeeded" | "failed", gpu_ms: number | null) => ({
	status,
	gpu_ms,
	worker: "mac",
});

test.each([
	[[attempt("succeeded", 119_999)], true, "yes: 120.0 s of 120 s at mac"],
	[[attempt("succeeded", 120_000)], false, /^no: 120\.0 s of 120 s at mac; this machine is too slow/],
	// What failed before says nothing of how fast it is.
	[[attempt("failed", 1), attempt("succeeded", 5_000)], true, "yes: 5.0 s of 120 s at mac"],
	[[attempt("succeeded", null)], false, /did not say/],
	[[], false, /did not say/],
])("S2-INFRA-04 the benchmark's verdict on %j", (attempts, fast, words) => {
	const verdict = verdictOf(attempts, 120);
	expect(verdict.fast).toBe(fast);
	if (typeof words === "string") expect(verdict.words).toBe(words);
	else expect(verdict.words).toMatch(words);
});
