/** A file that a stage left. */
export interface StageOutput {
	asset_id: string;
	/** The declared output of the workflow, such as `image`. */
	name: string;
	kind: string;
	/** The number of its task in the stage, from 0. Every take of a task has the same. */
	index: number;
	/** From 1. */
	take: number;
	/**
	 * It stands for the stage: a person picked it, or, where nobody picks, it is of the last take of its task.
	 */
	chosen: boolean;
}

/** How a stage that was opened has ended. */
export type StageEnd = "succeeded" | "skipped" | "failed";

/** What is known when a stage opens. */
export interface StageFacts {
	/** As `readPipelineParameters` and `withSeeds` answered. */
	parameters: Readonly<Record<string, unknown>>;
	/** Of the stages that have ended. */
	statuses: Readonly<Record<string, StageEnd>>;
	/** By stage. What a stage left that failed or was skipped is not looked at. */
	outputs: Readonly<Record<string, readonly StageOutput[]>>;
	/** By stage that trained one: the LoRA that came of it, as `name@version`. */
	loras?: Readonly<Record<string, string>>;
	/** By stage that trained: how many states of its LoRA there are to compare; absent: as many as are wanted. */
	checkpoints?: Readonly<Record<string, number>>;
	/** Which take this is, from 1. */
	take: number;
	/** How many tasks the takes before left it; 0 on the first. A take of all may have changed what they were. */
	tasks: number;
	/** Only the tasks with these numbers are made again. Null: all of the stage. */
	again: readonly number[] | null;
	/** Parameters of the workflow that a person changed for this take. */
	changes: Readonly<Record<string, unknown>>;
}

/** What the stage of that key has left: nothing unless it succeeded. In order of tasks, then of takes. */
export function outputsOf(facts: Pick<StageFacts, "statuses" | "outputs">, stage: string): StageOutput[] {
	const { statuses, outputs } = facts;
	if (!Object.hasOwn(statuses, stage) || statuses[stage] !== "succeeded") return [];
	const left = Object.hasOwn(outputs, stage) ? (outputs[stage] ?? []) : [];
	return [...left].sort((a, b) => a.index - b.index || a.take - b.take);
}

/** Of each task, what its last take left. */
export function ofLastTakes(outputs: readonly StageOutput[]): StageOutput[] {
	const last = new Map<number, number>();
	for (const { index, take } of outputs) last.set(index, Math.max(take, last.get(index) ?? 0));
	return outputs.filter(({ index, take }) => last.get(index) === take);
}
