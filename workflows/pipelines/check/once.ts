import { type Problem, pointer } from "../../graph/problems.ts";
import { exclude } from "../definition/conditions.ts";
import type { PipelineDefinition, StageDefinition } from "../definition/document.ts";
import { trains } from "../definition/runs.ts";

/**
 * Stages of which a job can have one alone, and would have two: its training and the comparison of that are found by the
 * job, so a second one would take the place of the first. Those that exclude each other by their conditions may stand
 * side by side.
 *
 * @returns pointers into the document
 */
export function onceProblems({ stages }: PipelineDefinition): Problem[] {
	return [
		...second(stages, trains).map(({ at, stage, before }) => ({
			pointer: pointer("stages", at, "run", "trainer"),
			code: "invalid_parameter" as const,
			message: `The stage ${stage.key} trains, and so does ${before.key}; a job trains one LoRA. Give the two conditions of which never both hold, or make a pipeline of each and submit a job for each LoRA.`,
		})),
		...second(stages, ({ compares }) => compares !== undefined).map(({ at, stage, before }) => ({
			pointer: pointer("stages", at, "compares"),
			code: "invalid_parameter" as const,
			message: `The stage ${stage.key} compares checkpoints, and so does ${before.key}; a job has one comparison. Give the two conditions of which never both hold, or compare by all prompts in one stage.`,
		})),
	];
}

/** Each stage that is so, with one before it that is so too and may run in the same job. */
function second(stages: readonly StageDefinition[], isSo: (stage: StageDefinition) => boolean) {
	return stages.flatMap((stage, at) => {
		if (!isSo(stage)) return [];
		const before = stages.slice(0, at).find((one) => isSo(one) && !exclude(one.when, stage.when));
		return before === undefined ? [] : [{ at, stage, before }];
	});
}
