import fc from "fast-check";
import { expect, test } from "vitest";
import { Budget } from "../../graph/budget.ts";
import { MAX_PROBLEMS } from "../../graph/problems.ts";
import { findWorkflow } from "../../library/index.ts";
import { runs } from "../../testing/runs.ts";
import { pipelineDocumentSchema } from "../definition/document.ts";
import { rehearse } from "../plan/rehearse.ts";
import { understood } from "../testing/plans.ts";
import { hostileDocuments, nearlyPipelines } from "../testing/wild.ts";
import { CHECK_STEPS, checkPipeline } from "./check.ts";
import { readPipeline } from "./read.ts";

test("whatever is sent as a pipeline is read, or refused with places in it", () => {
	const seen = { sound: 0, refused: 0 };
	fc.assert(
		fc.property(fc.oneof(fc.jsonValue(), nearlyPipelines, nearlyPipelines), (sent) => {
			const document: unknown = JSON.parse(JSON.stringify(sent));
			const read = readPipeline(document, 1, findWorkflow);
			seen[read.ok ? "sound" : "refused"] += 1;
			if (read.ok) {
				// What is sound plans every stage of its example.
				const { pipeline } = read;
				const stages = rehearse(pipeline, understood(pipeline, pipeline.example), findWorkflow);
				expect(stages.map(({ plan }) => plan.kind)).not.toContain("problems");
				return;
			}
			expect(read.problems.length).toBeGreaterThan(0);
			expect(read.problems.length).toBeLessThanOrEqual(MAX_PROBLEMS);
			for (const { pointer, message } of read.problems) {
				expect(pointer).toMatch(/^$|^\//);
				expect(message.length).toBeLessThan(2000);
			}
		}),
		{ numRuns: runs(3000) },
	);
	expect(seen.refused).toBeGreaterThan(0);
});

test.each(hostileDocuments)("%s: refused, and the work is bounded", (_, document) => {
	const read = readPipeline(document, 1, findWorkflow);
	expect(read.ok).toBe(false);
	if (!read.ok) expect(JSON.stringify(read.problems).length).toBeLessThan(100_000);
	// Where it is a pipeline by its form, the check itself keeps to its steps.
	if (read.ok || read.problems[0]?.code === "over_size_limit") return;
	const parsed = pipelineDocumentSchema.safeParse(document);
	if (!parsed.success) return;
	const budget = new Budget(CHECK_STEPS);
	expect(checkPipeline({ ...parsed.data, version: 1 }, findWorkflow, budget)).not.toEqual([]);
	// The last value may go beyond what is left by itself.
	expect(budget.used).toBeLessThan(CHECK_STEPS * 2);
});

test("a check that may take no more steps says so", () => {
	const [, document] = hostileDocuments[4] ?? [];
	const parsed = pipelineDocumentSchema.parse(document);
	expect(checkPipeline({ ...parsed, version: 1 }, findWorkflow, new Budget(100)).at(-1)).toMatchObject({
		code: "over_size_limit",
		message: expect.stringContaining("too much"),
	});
});
