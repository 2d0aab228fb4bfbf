import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findWorkflow } from "../library/index.ts";
import { planWorkflow } from "../plan/plan.ts";
import { planOf, random } from "../testing/comfyui.ts";
import { checkPipeline } from "./check/check.ts";
import { readPipeline } from "./check/read.ts";
import type { PipelineDefinition } from "./definition/document.ts";
import { stageOrder } from "./definition/mentions.ts";
import { readPipelineParameters, withSeeds } from "./definition/parameters.ts";
import { workflowsOf } from "./definition/runs.ts";
import { describePipeline } from "./describe/describe.ts";
import { pipelineReadme } from "./describe/readme.ts";
import { findPipeline, pipelines } from "./index.ts";
import { estimatePipeline } from "./plan/estimate.ts";
import { rehearse } from "./plan/rehearse.ts";
import { understood } from "./testing/plans.ts";

/** What holds for every pipeline. A new one is tested by being in the list. */
const all = pipelines.map((pipeline): [string, PipelineDefinition] => [pipeline.id, pipeline]);

test("the folders with a pipeline are those of the list", () => {
	const folders = readdirSync(import.meta.dirname).filter((name) =>
		existsSync(join(import.meta.dirname, name, "pipeline.ts")),
	);
	expect(folders.sort()).toEqual(pipelines.map(({ id }) => id).sort());
	for (const pipeline of pipelines) {
		expect(findPipeline(pipeline.id)).toBe(pipeline);
		expect(findPipeline(`${pipeline.id}@${pipeline.version}`)).toBe(pipeline);
		expect(findPipeline(`${pipeline.id}@99`)).toBeUndefined();
	}
});

test.each(all)("%s fits together, also as a document that somebody sends", (_, pipeline) => {
	expect(checkPipeline(pipeline, findWorkflow)).toEqual([]);
	const { version, ...document } = pipeline;
	expect(readPipeline(JSON.parse(JSON.stringify(document)), version, findWorkflow)).toEqual({
		ok: true,
		pipeline,
	});
	expect(Object.isFrozen(pipeline.stages[0])).toBe(true);
	// What runs does not change while a job goes on.
	for (const workflow of workflowsOf(pipeline)) expect(workflow).toMatch(/@\d+$/);
});

test.each(all)(
	"S0-A53 every stage of the example of %s is planned in order, by its workflow too",
	(_, pipeline) => {
		const { example } = pipeline;
		const rehearsed = rehearse(pipeline, understood(pipeline, example), findWorkflow);
		expect(rehearsed.map(({ key }) => key)).toEqual(stageOrder(pipeline));
		expect(rehearsed).toHaveLength(pipeline.stages.length);
		for (const { plan } of rehearsed) {
			expect(plan.kind).not.toBe("problems");
			for (const request of plan.kind === "tasks" ? plan.requests : []) {
				const workflow = findWorkflow(request.workflow);
				if (workflow === undefined) throw new Error(request.workflow);
				const planned = planOf(planWorkflow(workflow, request.parameters, random));
				expect(planned.tasks).toHaveLength(request.tasks);
			}
		}
	},
);

test.each(all)("%s says what it takes in plain JSON, and what it will take", (_, pipeline) => {
	const about = describePipeline(pipeline, findWorkflow);
	expect(JSON.parse(JSON.stringify(about))).toEqual(about);
	expect(about.parameters).toMatchObject({ type: "object", additionalProperties: false });
	const { seconds, tasks, stages, vram_gb } = about.estimate;
	expect(seconds.least).toBeGreaterThan(0);
	expect(seconds.most).toBe(stages.reduce((sum, stage) => sum + stage.seconds.most, 0));
	expect(tasks.least).toBeGreaterThanOrEqual(stages.filter(({ skipped }) => skipped === null).length);
	expect(vram_gb).toBe(Math.max(...stages.map((stage) => stage.vram_gb)));
	expect(about.notes.length).toBeGreaterThan(0);
	expect(about.acceptance.length).toBeGreaterThan(0);
});

test.each(all)("the README of %s is current (npm run workflows -- readme)", (id, pipeline) => {
	expect(readFileSync(join(import.meta.dirname, id, "README.md"), "utf8")).toBe(
		pipelineReadme(pipeline, findWorkflow),
	);
});

test.each(all)("what is sent to %s is understood, and refused with its place", (_, pipeline) => {
	const read = readPipelineParameters(pipeline, { ...pipeline.example, nothing: 1, seed: -1 });
	expect(read.ok ? [] : read.problems.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
		"/parameters/nothing unknown_parameter",
		"/parameters/seed invalid_parameter",
	]);
	expect(readPipelineParameters(pipeline, []).ok).toBe(false);
	const values = understood(pipeline, pipeline.example);
	expect(readPipelineParameters(pipeline, values)).toEqual({ ok: true, values });
	const { seed: _seed, ...unsown } = values;
	expect(withSeeds(pipeline, unsown, { seed: () => 41 })).toEqual({ ...values, seed: 41 });
	expect(withSeeds(pipeline, values, { seed: () => 41 })).toEqual(values);
});

test("an estimate of parameters that are not accepted is that of the example", () => {
	for (const pipeline of pipelines)
		expect(estimatePipeline(pipeline, { nothing: 1 }, findWorkflow)).toEqual(
			estimatePipeline(pipeline, pipeline.example, findWorkflow),
		);
});
