import type { StageEnd, StageFacts, StageOutput } from "../../../../workflows/pipelines/plan/facts.ts";
import { isTerminal } from "../../../contract/status.ts";
import { currentTasks, type JobAggregate, type Stage } from "../../lifecycle/aggregate.ts";

/** An output of a job, or of one that stages were taken over from. */
export interface MadeOutput {
	id: string;
	kind: string;
	name: string | null;
	stage: string;
	/** The task that made it. */
	task: string;
	index: number;
	take: number;
	position: number;
}

/** What is known when a stage opens, as planning wants it. Pure. */
export function stageFacts(
	job: JobAggregate,
	stage: Stage,
	parameters: Readonly<Record<string, unknown>>,
	made: readonly MadeOutput[],
): StageFacts {
	const statuses: Record<string, StageEnd> = {};
	const outputs: Record<string, StageOutput[]> = {};
	for (const other of job.stages) {
		if (!isTerminal(other.status)) continue;
		statuses[other.key] =
			other.status === "succeeded" || other.status === "skipped" ? other.status : "failed";
		outputs[other.key] = outputsOfStage(job, other, made);
	}
	return {
		parameters,
		statuses,
		outputs,
		take: stage.take + 1,
		tasks: currentTasks(job, stage.key).length,
		again: stage.retake?.indexes ?? null,
		changes: stage.retake?.changes ?? {},
	};
}

/** What a stage left: of all takes, each saying whether it stands for the stage. */
function outputsOfStage(job: JobAggregate, stage: Stage, made: readonly MadeOutput[]): StageOutput[] {
	const picked = stage.chosen === null ? null : new Set(stage.chosen);
	const newest = new Set(currentTasks(job, stage.key).map(({ id }) => id));
	const own = made.filter((output) => output.stage === stage.key);
	// Of a stage that was taken over, the job has outputs and no tasks: what was chosen is said by it, or all counts.
	const stands = ({ id, task }: MadeOutput) =>
		picked !== null ? picked.has(id) : stage.adopted_from !== null || newest.has(task);
	return own
		.toSorted((a, b) => a.index - b.index || a.take - b.take || a.position - b.position)
		.map((output) => ({
			asset_id: output.id,
			name: output.name ?? "",
			kind: output.kind,
			index: output.index,
			take: output.take,
			chosen: stands(output),
		}));
}
