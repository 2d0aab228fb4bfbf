import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import type { Condition } from "../definition/conditions.ts";
import type { PipelineDefinition, StageDefinition } from "../definition/document.ts";
import { trainingPipeline } from "../testing/training.ts";
import { checkPipeline } from "./check.ts";

const found = (change: (pipeline: PipelineDefinition) => void) => {
	const pipeline: PipelineDefinition = { ...structuredClone(trainingPipeline("twice")), version: 1 };
	change(pipeline);
	return checkPipeline(pipeline, findWorkflow);
};
const stageOf = ({ stages }: PipelineDefinition, key: string): StageDefinition => {
	const stage = stages.find((one) => one.key === key);
	if (stage === undefined) throw new Error(`no stage ${key}`);
	return stage;
};
/** A second training on the same pictures behind the first. */
const trainTwice = (first?: Condition, second?: Condition) => (pipeline: PipelineDefinition) => {
	const { when: _, ...train } = stageOf(pipeline, "train");
	pipeline.stages.splice(3, 0, { ...structuredClone(train), key: "again", ...(second && { when: second }) });
	if (first !== undefined) stageOf(pipeline, "train").when = first;
};

test("a pipeline that trains twice is refused where it is made, and says what to do instead", () => {
	const [problem, ...others] = found(trainTwice());
	expect(others).toEqual([]);
	expect(problem).toMatchObject({ pointer: "/stages/3/run/trainer", code: "invalid_parameter" });
	expect(problem?.message).toContain("The stage again trains, and so does train");
	expect(problem?.message).toContain("submit a job for each LoRA");
});

test("two trainings of which a job runs one are sound, and two that may both run are not", () => {
	const choose = (is: boolean): Condition => ({ all: [{ parameter: "choose", is }] });
	const places = (first: Condition, second: Condition) =>
		found(trainTwice(first, second)).map(({ pointer }) => pointer);
	expect(places(choose(true), choose(false))).not.toContain("/stages/3/run/trainer");
	expect(places(choose(true), choose(true))).toContain("/stages/3/run/trainer");
	expect(places(choose(true), { outputs_of: "class" })).toContain("/stages/3/run/trainer");
});

test("a second comparison that may run beside the first is refused", () => {
	expect(found(() => undefined)).toEqual([]);
	const [problem, ...others] = found((pipeline) => {
		stageOf(pipeline, "choice").when = { outputs_of: "train" };
	});
	expect(others).toEqual([]);
	expect(problem).toMatchObject({ pointer: "/stages/4/compares", code: "invalid_parameter" });
	expect(problem?.message).toContain("comparison");
});
