import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Failure } from "../../contract/failures.ts";
import type { ShotEvent } from "../../contract/projects/project-events.ts";
import type { ShotStatus } from "../../contract/projects/projects.ts";
import { isTerminal, type JobStatus } from "../../contract/status.ts";
import type { Database } from "../../db/client.ts";
import { projectEvents, projects, shots } from "../../db/schema.ts";
import { imageFile } from "../../storage/keys.ts";
import type { Deciding } from "./deciding.ts";

/** What a decision about its job means for a shot. */
export interface ShotNews {
	status: ShotStatus;
	error: Failure | null;
	/** What the feed of its project tells. */
	events: ShotEvent[];
}

/** What becomes of the shot that a job makes the picture of; null: nothing, or it makes none. Pure. */
export function shotNews({ decision: { changes, state } }: Deciding): ShotNews | null {
	const { job } = state;
	if (job.project_id === null || job.shot_id === null) return null;
	const events = changes.flatMap((change): ShotEvent[] => {
		if (change.type === "job" && isTerminal(change.status)) return [lastEvent(state.job, change.status)];
		if (change.type !== "task" || isTerminal(job.status)) return [];
		const task = state.tasks.find(({ id }) => id === change.task);
		if (task?.status === "running") return [{ type: "progress", attempt: task.attempts, ...STARTING }];
		if (task?.status !== "queued" || change.retry_at === null) return [];
		// Given back unharmed, it only waits again.
		if (task.error === null) return [{ type: "job_queued" }];
		const { code, message } = task.error;
		const retryAt = new Date(change.retry_at).toISOString();
		return [{ type: "job_retry", attempt: Math.max(1, task.attempts), retryAt, error: { code, message } }];
	});
	if (events.length === 0) return null;
	return { status: statusOf(job.status), error: job.error, events };
}

const STARTING = { progress: 10, message: "Starting image generation..." } as const;

function lastEvent({ project_id, shot_id, error }: Deciding["before"]["job"], status: JobStatus): ShotEvent {
	if (status === "canceled") return { type: "job_canceled" };
	if (status !== "succeeded")
		return { type: "job_failed", error: error && { code: error.code, message: error.message } };
	const file = imageFile(project_id ?? "", shot_id ?? "");
	return { type: "job_complete", result: { file, asset: null, reused: false } };
}

function statusOf(status: JobStatus): ShotStatus {
	switch (status) {
		case "queued":
			return "queued";
		case "running":
		case "canceling":
			return "generating";
		case "succeeded":
			return "completed";
		case "canceled":
			return "canceled";
		case "failed":
		case "expired":
			return "failed";
	}
}

/**
 * The statements by which shots follow their jobs, and the feeds of their projects tell of it. A picture becomes the
 * shot's where the job is still its newest one; it clears the dirty flag only where nothing that makes the picture
 * was changed since the job was made.
 */
export function shotStatements(
	db: Database,
	changes: readonly Deciding[],
	now: number,
): BatchItem<"sqlite">[] {
	const news = changes.flatMap((change) => {
		const of = shotNews(change);
		const { id, version } = change.decision.state.job;
		return of === null ? [] : [{ job: id, version, ...of, error: of.error && JSON.stringify(of.error) }];
	});
	if (news.length === 0) return [];
	// No CROSS JOIN: it would keep SQLite from finding the shots by it last, and have it walk through all of them.
	const told = sql`json_each(${JSON.stringify(news)}) AS news
		JOIN jobs ON jobs.id = news.value ->> 'job' AND jobs.version = news.value ->> 'version'`;
	// Of several takes the newest that no check refused and no other one outdid.
	const picture = sql`(SELECT assets.id FROM assets LEFT JOIN tasks ON tasks.id = assets.task_id
		WHERE assets.job_id = jobs.id AND assets.job_id IS NOT NULL AND assets.kind = 'image'
		ORDER BY coalesce(tasks.verdict ->> 'result', 'pass') IN ('again', 'outdone'), tasks.take DESC, assets.position
		LIMIT 1)`;
	return [
		...eventStatements(
			db,
			sql`SELECT jobs.project_id AS project, jobs.shot_id AS shot, jobs.id AS job,
				iif(one.value ->> 'type' = 'job_complete', json_set(one.value, '$.result.asset', ${picture}), one.value) AS event,
				news.key * 1000 + one.key AS place
				FROM ${told} CROSS JOIN json_each(news.value, '$.events') AS one`,
			now,
		),
		db
			.update(shots)
			.set({
				status: sql`new.status`,
				error: sql`new.error`,
				image_asset: sql`coalesce(new.picture, ${shots.image_asset})`,
				is_image_dirty: sql`iif(new.picture IS NOT NULL AND ${shots.revision} = ${shots.job_revision}, 0, ${shots.is_image_dirty})`,
				updated_at: now,
			})
			.from(
				sql`(SELECT jobs.shot_id AS shot, jobs.id AS job, news.value ->> 'status' AS status,
					news.value ->> 'error' AS error,
					iif(news.value ->> 'status' = 'completed', ${picture}, NULL) AS picture FROM ${told}) AS new`,
			)
			.where(sql`${shots.id} = new.shot AND ${shots.job_id} = new.job`),
	];
}

/**
 * The statements that add events to feeds. `rows` selects `project, shot, job, event` (JSON) and `place`, their
 * order. A project that is gone is told nothing. `guard`: where it does not hold the transaction falls.
 */
export function eventStatements(
	db: Database,
	rows: ReturnType<typeof sql>,
	now: number,
	guard = sql`1`,
): BatchItem<"sqlite">[] {
	const at = new Date(now).toISOString();
	return [
		db.insert(projectEvents).select(
			sql`SELECT projects.id,
				iif(${guard}, projects.head + row_number() OVER (PARTITION BY projects.id ORDER BY told.place), NULL),
				${now}, json_set(told.event, '$.at', ${at}, '$.projectId', told.project, '$.sentenceId', told.shot,
					'$.jobId', told.job, '$.jobType', 'image')
				FROM (${rows}) AS told JOIN projects ON projects.id = told.project`,
		),
		db
			.update(projects)
			.set({
				head: sql`(SELECT max(seq) FROM project_events WHERE project_id = ${projects.id})`,
			})
			.where(
				sql`${projects.id} IN (SELECT project FROM (${rows})) AND EXISTS (SELECT 1 FROM project_events WHERE project_id = ${projects.id})`,
			),
	];
}
