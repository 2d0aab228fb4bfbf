import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { type Database, listOf } from "../../../db/client.ts";
import { assets, tasks } from "../../../db/schema.ts";
import { findTask, type JobAggregate } from "../../lifecycle/aggregate.ts";
import type { NewAsset } from "../../store/job-change.ts";
import type { StoredFile } from "./check-files.ts";
import type { MadeOutput } from "./stage-facts.ts";

/**
 * Everything that the stages of a job left, of all their takes; of stages that were taken over, what they left in
 * the job they ran in. `made` are outputs that no table has yet.
 */
export async function readOutputs(
	db: Database,
	job: JobAggregate,
	made: readonly NewAsset[],
): Promise<MadeOutput[]> {
	const adopted = new Map(
		job.stages.flatMap(({ key, adopted_from }): [string, string][] =>
			adopted_from === null ? [] : [[key, adopted_from]],
		),
	);
	const from = [...new Set([job.job.id, ...adopted.values()])];
	const rows = await db
		.select({
			id: assets.id,
			kind: assets.kind,
			name: assets.name,
			position: assets.position,
			job: assets.job_id,
			task: tasks.id,
			stage: tasks.stage,
			index: tasks.position,
			take: tasks.take,
		})
		.from(assets)
		.innerJoin(tasks, eq(tasks.id, assets.task_id))
		.where(
			and(
				inArray(assets.job_id, listOf(from)),
				eq(assets.account_id, job.job.account_id),
				isNotNull(assets.name),
			),
		);
	const stored = rows
		.filter((row) => row.job === (adopted.get(row.stage) ?? job.job.id))
		.map(({ job: _, position, ...row }) => ({ ...row, position: position ?? 0 }));
	const known = new Set(stored.map(({ id }) => id));
	const fresh = made.flatMap((row): MadeOutput[] => {
		const task = findTask(job, row.task_id ?? "");
		if (!task || known.has(row.id)) return [];
		const { id: taskId, stage, index, take } = task;
		const { id, kind, name = null, position } = row;
		return [{ id, kind, name, task: taskId, stage, index, take, position: position ?? 0 }];
	});
	return [...stored, ...fresh];
}

/** What is known of those of these assets that the account has, or is about to have, by id. */
export async function filesThere(
	db: Database,
	account: string,
	ids: readonly string[],
	made: readonly NewAsset[],
): Promise<ReadonlyMap<string, StoredFile>> {
	const own = made.map(({ id, kind, width = null, height = null }) => ({ id, kind, width, height }));
	const known = new Map(own.map((file) => [file.id, file]));
	const asked = ids.filter((id) => !known.has(id));
	if (asked.length === 0) return known;
	const rows = await db
		.select({ id: assets.id, kind: assets.kind, width: assets.width, height: assets.height })
		.from(assets)
		.where(and(eq(assets.account_id, account), inArray(assets.id, listOf(asked))));
	return new Map([...own, ...rows].map((file) => [file.id, file]));
}
