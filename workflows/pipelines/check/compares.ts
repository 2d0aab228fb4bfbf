import type { WorkflowDefinition } from "../../definition/define.ts";
import { lookUp } from "../../graph/known-nodes.ts";
import { type Problem, pointer, quote } from "../../graph/problems.ts";
import { COMPARED_BY, MAX_COMPARED_PICTURES, MAX_PROMPTS } from "../../training/compared.ts";
import type { StageDefinition } from "../definition/document.ts";
import { singlesOf, sourcesOf } from "../definition/mentions.ts";
import { picturesCompared } from "../plan/plan-stage.ts";
import type { Range, StageShape } from "./shapes.ts";

/** A comparison of what is no training, or by pictures that would differ in more than the LoRA. */
export function comparesProblems(
	stage: StageDefinition,
	shapes: ReadonlyMap<string, StageShape>,
	workflows: readonly WorkflowDefinition[],
	{ prompts, pictures }: { prompts: Range; pictures: Range },
): Problem[] {
	const { key, compares, run, with: given } = stage;
	if (compares === undefined) return [];
	const wrong = (at: readonly string[], message: string): Problem[] => [
		{ pointer: pointer(...at), code: "invalid_parameter", message },
	];
	const named = shapes.get(compares.stage);
	// Where there is no such stage, that is told.
	if (named === undefined) return [];
	if (!named.lora)
		return wrong(
			["compares", "stage"],
			`The stage ${compares.stage} trains nothing, so it has no checkpoints. Name one that runs a trainer.`,
		);
	if (!("workflow" in run))
		return wrong(
			["run"],
			`The stage ${key} compares checkpoints, by pictures of one workflow. Name that as \`workflow\`.`,
		);
	const [workflow] = workflows;
	const missing = COMPARED_BY.find(
		(name) => workflow && lookUp(workflow.parameters.shape, name) === undefined,
	);
	if (workflow && missing !== undefined)
		return wrong(
			["run", "workflow"],
			`${workflow.id} does not take ${quote(missing)}, so it cannot compare checkpoints. Name one that takes ${COMPARED_BY.join(", ")}.`,
		);
	for (const name of ["seed", "lora_strength"])
		if (Object.hasOwn(given, name))
			return wrong(
				["with", name],
				`The stage ${key} compares checkpoints, which says ${name} by itself. Leave it out.`,
			);
	const { lora } = given;
	if (lora !== undefined && !("stage" in lora && lora.stage === compares.stage))
		return wrong(
			["with", "lora"],
			`The stage ${key} compares what ${compares.stage} trained. Give it that: {"stage": ${quote(compares.stage)}, "of": "chosen"}.`,
		);
	const varied = sourcesOf(stage).find(
		({ source, at }) => at.at(-1) !== "prompt" && singlesOf(source).some((one) => "item" in one.source),
	);
	if (varied !== undefined)
		return wrong(
			varied.at.map(String),
			`The stage ${key} compares checkpoints, by pictures of which only the prompt differs. Take the item in prompt alone.`,
		);
	const all = prompts.most * picturesCompared(stage);
	if (prompts.most > MAX_PROMPTS || all > MAX_COMPARED_PICTURES)
		return wrong(
			["each"],
			`The stage ${key} may compare by ${prompts.most} prompts, in ${all} pictures; at most ${MAX_PROMPTS} and ${MAX_COMPARED_PICTURES} are made. Take fewer prompts, seeds or checkpoints.`,
		);
	return pictures.most > 1
		? wrong(
				["with"],
				`The stage ${key} compares checkpoints, by one picture of each prompt and seed. Have ${workflow?.id ?? "its workflow"} make one.`,
			)
		: [];
}
