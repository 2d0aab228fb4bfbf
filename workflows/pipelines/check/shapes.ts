import type { OutputKind, WorkflowDefinition } from "../../definition/define.ts";
import type { StageDefinition } from "../definition/document.ts";
import { outputOf } from "../definition/fields.ts";

/** How many of something there may be. */
export interface Range {
	least: number;
	most: number;
}

/** What a stage leaves, told without running it. */
export interface StageShape {
	/** The workflows it may run; null where a trainer or a check does its work and nobody knows. */
	outputs: readonly WorkflowDefinition[] | null;
	/** What it leaves is a LoRA, which others name as `name@version`. */
	lora: boolean;
	tasks: Range;
	/** Files of one output: all of them, and those that stand for the stage. */
	all: Range;
	chosen: Range;
	/** It may be skipped, or fail while the job goes on. */
	maybeAbsent: boolean;
}

/** The kind of an output that every workflow of the stage has, or null. Without a name: of the only one. */
export function kindOfOutput(name: string | undefined, { outputs }: StageShape): OutputKind | null {
	const kinds = (outputs ?? []).map((workflow) => {
		if (name !== undefined) return outputOf(workflow, name)?.kind;
		return workflow.outputs.length === 1 ? workflow.outputs[0]?.kind : undefined;
	});
	const [kind] = kinds;
	return kind !== undefined && kinds.every((other) => other === kind) ? kind : null;
}

/** The names of the outputs that every workflow of the stage has. */
export function outputNames({ outputs }: StageShape): string[] {
	const [first, ...more] = outputs ?? [];
	return (first?.outputs ?? [])
		.map(({ name }) => name)
		.filter((name) => more.every((workflow) => outputOf(workflow, name) !== undefined));
}

/** The files of one output, by how many tasks there are and how many of them a person picks. */
export function countsOf(tasks: Range, { gate }: StageDefinition): Pick<StageShape, "all" | "chosen"> {
	if (gate === undefined || !("pick" in gate)) return { all: tasks, chosen: tasks };
	const [least, most] = gate.pick;
	return {
		all: tasks,
		chosen: { least: Math.min(least, tasks.most), most: Math.min(most, tasks.most) },
	};
}
