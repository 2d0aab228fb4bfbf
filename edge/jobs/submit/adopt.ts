import type { Failure } from "../../contract/failures.ts";
import type { Database } from "../../db/client.ts";
import { ApiError } from "../../problem.ts";
import { currentTasks, type JobAggregate, lets, type Stage } from "../lifecycle/aggregate.ts";
import { readOutputs } from "../planning/stage/outputs.ts";
import { stageFacts } from "../planning/stage/stage-facts.ts";

/** The stages of a job that is retried from one of them, and the outputs it takes over. */
export interface Adopted {
	stages: Stage[];
	/** Ids of the outputs: nobody may delete them while the new job needs them. */
	inputs: string[];
}

/**
 * Takes over what was over in an earlier job, but for the stage it is retried from and all that needs it: those, and
 * what had not ended well, run anew. What the job did without as it failed, the new one does without. `fresh`: the stages as a new job has them. Throws ApiError for a stage that
 * is not there, and where what a stage made was deleted since.
 */
export async function adoptStages(
	db: Database,
	fresh: readonly Stage[],
	earlier: JobAggregate,
	from: string,
): Promise<Adopted> {
	const [first] = earlier.stages;
	if (!first || !earlier.stages.some(({ key }) => key === from)) {
		const known = earlier.stages.map(({ key }) => key).join(", ");
		const message = `the job has no stage ${JSON.stringify(from.slice(0, 100))}; it has ${known}`;
		throw new ApiError("invalid_request", message, [
			{ pointer: "/from_stage", code: "invalid_parameter", message },
		]);
	}
	const anew = withDependents(earlier.stages, from);
	const { outputs } = stageFacts(earlier, first, {}, await readOutputs(db, earlier, []));
	const adopted = new Map(
		earlier.stages
			.filter((stage) => !anew.has(stage.key) && isOver(stage))
			.map((stage): [string, Stage] => [
				stage.key,
				{
					...stage,
					chosen: (outputs[stage.key] ?? []).filter(({ chosen }) => chosen).map(({ asset_id }) => asset_id),
					adopted_from: stage.adopted_from ?? earlier.job.id,
					error: stage.error ?? failureOf(earlier, stage.key),
				},
			]),
	);
	refuseGone(earlier.stages, adopted, from);
	const stages = fresh.map((stage): Stage => {
		const taken = adopted.get(stage.key);
		if (taken) return taken;
		const open = stage.needs.every((key) => adopted.has(key));
		return { ...stage, status: open ? "ready" : "waiting" };
	});
	return { stages, inputs: [...adopted.values()].flatMap(({ chosen }) => chosen ?? []) };
}

/** Not one that was canceled, optional or not: its job was, and it had no chance. */
function isOver(stage: Stage): boolean {
	return stage.status !== "canceled" && lets(stage);
}

/** Why a stage failed, where that is said by a task: the new job has none of it. */
function failureOf(earlier: JobAggregate, key: string): Failure | null {
	return currentTasks(earlier, key).find(({ status }) => status === "failed")?.error ?? null;
}

/** What is taken over must still be there for the stages that read it: they would fail, or do without it unasked. */
function refuseGone(stages: readonly Stage[], adopted: ReadonlyMap<string, Stage>, from: string): void {
	const read = new Set(stages.filter(({ key }) => !adopted.has(key)).flatMap(({ needs }) => needs));
	const gone = [...adopted.values()].find(
		({ key, status, chosen }) => read.has(key) && status === "succeeded" && chosen?.length === 0,
	);
	if (!gone) return;
	const message = `what the stage ${gone.key} made was deleted, and ${from} is not run without it; retry from ${gone.key}`;
	throw new ApiError("missing_asset", message, [{ pointer: "/from_stage", code: "missing_asset", message }]);
}

/** The stage of that key and every stage that needs it, directly or not. */
function withDependents(stages: readonly Pick<Stage, "key" | "needs">[], key: string): ReadonlySet<string> {
	const found = new Set([key]);
	for (let before = 0; before < found.size; ) {
		before = found.size;
		for (const stage of stages) if (stage.needs.some((need) => found.has(need))) found.add(stage.key);
	}
	return found;
}
