import { asc, eq } from "drizzle-orm";
import type { Attempt } from "../../contract/jobs/jobs.ts";
import type { Database } from "../../db/client.ts";
import { attempts, type jobs, tasks } from "../../db/schema.ts";
import { sourceOf, time, toError } from "./resource.ts";

/** Every attempt of every task of a job as the API shows it, oldest first. */
export async function attemptsOf(
	db: Database,
	job: Pick<typeof jobs.$inferSelect, "id" | "workflow" | "pipeline">,
): Promise<Attempt[]> {
	const rows = await db
		.select({ attempt: attempts, stage: tasks.stage, index: tasks.position })
		.from(attempts)
		.innerJoin(tasks, eq(tasks.id, attempts.task_id))
		.where(eq(tasks.job_id, job.id))
		.orderBy(asc(attempts.started_at), asc(attempts.epoch));
	return rows.map(({ attempt, stage, index }) => ({
		task: attempt.task_id,
		stage,
		index,
		epoch: attempt.epoch,
		worker: attempt.worker_id,
		status: attempt.status,
		error: toError(attempt.error, sourceOf(job)),
		started_at: time(attempt.started_at),
		finished_at: attempt.finished_at === null ? null : time(attempt.finished_at),
		gpu_ms: attempt.gpu_ms,
		spans: {
			queue_ms: attempt.queue_ms,
			cold_ms: attempt.cold_ms,
			load_ms: attempt.load_ms,
			upload_ms: attempt.upload_ms,
		},
	}));
}
