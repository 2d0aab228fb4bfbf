import { expect, test } from "vitest";
import { findWorkflow } from "../../workflows/library/index.ts";
import { missingFrom } from "../../workflows/plan/missing.ts";
import { ownCapabilities, taskOf } from "../../workflows/testing/comfyui.ts";
import { PICTURE, verdictOf } from "./benchmark.ts";

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

test("S2-INFRA-04 the benchmark has one picture made, 512x512, 20 steps of Euler a, as the smallest machine may", () => {
	const workflow = findWorkflow(PICTURE.workflow);
	if (workflow === undefined) throw new Error(`the library has no ${PICTURE.workflow}`);
	const task = taskOf(workflow, PICTURE.parameters);
	const inputs = Object.values(task.graph).map((node) => node.inputs);
	expect(inputs).toContainEqual(expect.objectContaining({ width: 512, height: 512, batch_size: 1 }));
	expect(inputs).toContainEqual(expect.objectContaining({ steps: 20, sampler_name: "euler_ancestral" }));
	const refused = missingFrom({ ...ownCapabilities(), profile: "m1-16gb" }, task);
	expect(refused.filter(({ code }) => code === "over_profile_limit")).toEqual([]);
});
