import type { WorkflowDefinition } from "../../definition/define.ts";
import { trainerIn, trainerOf } from "../trainers/trainers.ts";
import type { Condition } from "./conditions.ts";
import type { PipelineDefinition, StageDefinition } from "./document.ts";
import type { Source } from "./sources.ts";

/** A workflow that a stage may run, and what it gives it. */
export interface Alternative {
	when: Condition | undefined;
	workflow: string;
	with: Readonly<Record<string, Source>>;
	/** Where it stands in the stage. */
	at: readonly (string | number)[];
	/** Where each of its values stands in the stage. */
	valueAt(name: string): readonly (string | number)[];
}

/** The workflows that a stage may run; none where a trainer or a check does its work. */
export function alternativesOf({ run, with: common }: StageDefinition): Alternative[] {
	if ("workflow" in run)
		return [
			{
				when: undefined,
				workflow: run.workflow,
				with: common,
				at: ["run", "workflow"],
				valueAt: (name) => ["with", name],
			},
		];
	if (!("first_of" in run)) return [];
	return run.first_of.map(({ when, workflow, with: own = {} }, i) => ({
		when,
		workflow,
		with: { ...common, ...own },
		at: ["run", "first_of", i, "workflow"],
		valueAt: (name) => (Object.hasOwn(own, name) ? ["run", "first_of", i, "with", name] : ["with", name]),
	}));
}

/** What a stage may run: workflows, or the trainer that it names, where there is such one. */
export function runsOf(stage: StageDefinition): Alternative[] {
	const trainer = "trainer" in stage.run ? trainerOf(stage.run.trainer) : undefined;
	if (trainer === undefined) return alternativesOf(stage);
	const at = ["run", "trainer"];
	const workflow = `${trainer.id}@${trainer.version}`;
	return [{ when: undefined, workflow, with: stage.with, at, valueAt: (name) => ["with", name] }];
}

/** The workflows there are, and the trainers as what a stage runs. */
export function withTrainers<T>(workflowOf: (reference: string) => T | undefined) {
	return (reference: string): T | WorkflowDefinition | undefined => {
		const trainer = trainerIn(reference);
		return trainer === null ? workflowOf(reference) : trainerOf(trainer);
	};
}

/** Whether what the stage leaves is a LoRA that a trainer made. */
export function trains(stage: StageDefinition): boolean {
	return "trainer" in stage.run && trainerOf(stage.run.trainer) !== undefined;
}

/** The workflows that jobs of this pipeline may run, as `id` or `id@version`, each once. */
export function workflowsOf(definition: Pick<PipelineDefinition, "stages">): string[] {
	return [
		...new Set(definition.stages.flatMap((stage) => alternativesOf(stage).map(({ workflow }) => workflow))),
	];
}

/** The stage of that key, with its place. */
export function stageAt(
	definition: Pick<PipelineDefinition, "stages">,
	key: string,
): { stage: StageDefinition; index: number } | undefined {
	const index = definition.stages.findIndex((stage) => stage.key === key);
	const stage = definition.stages[index];
	return stage === undefined ? undefined : { stage, index };
}

/** The pipeline with other names for the workflows it runs, such as with their versions. */
export function renamed(
	definition: PipelineDefinition,
	nameOf: (reference: string) => string,
): PipelineDefinition {
	return {
		...definition,
		stages: definition.stages.map((stage) => {
			const { run } = stage;
			if ("workflow" in run) return { ...stage, run: { workflow: nameOf(run.workflow) } };
			if (!("first_of" in run)) return stage;
			const first_of = run.first_of.map((one) => ({ ...one, workflow: nameOf(one.workflow) }));
			return { ...stage, run: { first_of } };
		}),
	};
}
