import { and, desc, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { namedByOthers } from "../../assets/named.ts";
import { STATES_KEPT } from "../../contract/training/checkpoints.ts";
import type { Database } from "../../db/client.ts";
import { assets, checkpoints, deletions, jobInputs } from "../../db/schema.ts";
import type { JobChange } from "./job-change.ts";

/**
 * What a checkpoint writes beside its task and the records of its files: what it is, and that states before the newest
 * few go. Weights and losses stay with the job.
 *
 * Where the attempt fell back, it passes steps that were stored before. What is there of the same step is replaced, and
 * states beyond it go: what an attempt goes on from must be of one line, and the newest is the highest step.
 */
export function checkpointStatements(
	db: Database,
	job: string,
	{ command, assets: files = [], parts = [] }: JobChange,
	now: number,
): BatchItem<"sqlite">[] {
	if (command.type !== "checkpoint") return [];
	const { task, epoch, resume, loss = null } = command;
	const { step } = resume;
	const states = new Set(parts.filter(({ role }) => role === "state").map(({ asset }) => asset));
	const state_bytes = files.reduce((sum, { row }) => sum + (states.has(row.id) ? row.size : 0), 0);
	const told = { job_id: job, epoch, loss, files: parts, state_bytes, created_at: now };
	const passed = sql`SELECT task_id, step FROM checkpoints WHERE task_id = ${task} AND state_bytes > 0
		AND (step = ${step} OR (step > ${step} AND epoch < ${epoch}))`;
	const replaced = sql`(SELECT part.value ->> 'asset' FROM checkpoints, json_each(checkpoints.files) AS part
		WHERE checkpoints.task_id = ${task} AND checkpoints.step = ${step} AND NOT ${namedByOthers(sql`part.value ->> 'asset'`)})`;
	const older = sql`SELECT task_id, step FROM checkpoints WHERE task_id = ${task} AND state_bytes > 0
		ORDER BY step DESC LIMIT -1 OFFSET ${STATES_KEPT}`;
	return [
		...forgetStates(db, passed, now),
		...removeAssets(db, replaced, now),
		db
			.insert(checkpoints)
			.values({ task_id: task, step, ...told })
			.onConflictDoUpdate({ target: [checkpoints.task_id, checkpoints.step], set: told }),
		...forgetStates(db, older, now),
	];
}

/** Takes the states of these checkpoints away, of which `which` selects task and step; their objects go later. */
export function forgetStates(db: Database, which: SQL, now: number): BatchItem<"sqlite">[] {
	const going = sql`(SELECT part.value ->> 'asset' FROM checkpoints, json_each(checkpoints.files) AS part
		WHERE (checkpoints.task_id, checkpoints.step) IN (${which}) AND part.value ->> 'role' = 'state')`;
	return [
		...removeAssets(db, going, now),
		db
			.update(checkpoints)
			.set({
				state_bytes: 0,
				files: sql`(SELECT json_group_array(json(value)) FROM json_each(${checkpoints.files})
					WHERE value ->> 'role' <> 'state')`,
			})
			.where(sql`(${checkpoints.task_id}, ${checkpoints.step}) IN (${which})`),
	];
}

/** Removes the records of files, of which `going` selects the ids; an object that no other record names goes later. */
function removeAssets(db: Database, going: SQL, now: number): BatchItem<"sqlite">[] {
	return [
		db
			.insert(deletions)
			.select(
				sql`SELECT DISTINCT 'object', r2_key, account_id, ${now}, 0, 0 FROM ${assets} WHERE id IN ${going}
					AND NOT EXISTS (SELECT 1 FROM assets AS other WHERE other.r2_key = ${assets.r2_key} AND other.id NOT IN ${going})`,
			)
			.onConflictDoNothing(),
		db.delete(assets).where(inArray(assets.id, going)),
		db
			.delete(jobInputs)
			.where(
				and(
					inArray(jobInputs.asset_id, going),
					sql`NOT EXISTS (SELECT 1 FROM assets WHERE id = ${jobInputs.asset_id})`,
				),
			),
	];
}

/** The newest checkpoints of a task from which an attempt can go on, the newest first. */
export function resumableQuery(db: Database, task: string) {
	return db
		.select({ step: checkpoints.step, files: checkpoints.files })
		.from(checkpoints)
		.where(and(eq(checkpoints.task_id, task), gt(checkpoints.state_bytes, 0)))
		.orderBy(desc(checkpoints.step))
		.limit(STATES_KEPT);
}
