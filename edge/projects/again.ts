import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { jobs, projects, shots } from "../db/schema.ts";
import { eventStatements } from "../jobs/consequences/shots.ts";
import type { ShotAgain } from "../jobs/submit/create.ts";
import { busy } from "./busy.ts";

/**
 * What a retry of a job has from the shot whose picture that made; null: that makes no shot's picture, the shot is gone,
 * or has had another job since, so that the retry is a job like any other. The retry makes what its job was asked for:
 * it clears the dirty flag only where nothing that makes the picture was changed since. Throws ApiError `conflict`
 * while another job makes the picture.
 */
export async function shotAgain(
	db: Database,
	account: string,
	job: Pick<typeof jobs.$inferSelect, "id" | "shot_id" | "reuse_key">,
	now: number,
): Promise<ShotAgain | null> {
	if (job.shot_id === null) return null;
	const [found] = await db
		.select({ shot: shots, settings: projects.settings, finished_at: jobs.finished_at })
		.from(shots)
		.innerJoin(projects, eq(projects.id, shots.project_id))
		.leftJoin(jobs, eq(jobs.id, shots.job_id))
		.where(and(eq(shots.id, job.shot_id), eq(shots.account_id, account)));
	if (!found) return null;
	const { shot, settings, finished_at } = found;
	if (shot.job_id !== job.id) {
		if (finished_at === null && shot.job_id !== null) throw busy(shot.job_id);
		return null;
	}
	const asItWas = sql`(SELECT job_id FROM shots WHERE id = ${shot.id}) = ${job.id}`;
	return {
		shot: {
			project: shot.project_id,
			shot: shot.id,
			reuse_key: job.reuse_key,
			backoff_ms: settings.retry_backoff_s * 1000,
		},
		statements: (again) => [
			// Before the shot: it looks at what that was.
			...eventStatements(
				db,
				sql`SELECT ${shot.project_id} AS project, ${shot.id} AS shot, ${again} AS job,
					${JSON.stringify({ type: "job_queued" })} AS event, 0 AS place`,
				now,
				asItWas,
			),
			db
				.update(shots)
				.set({ job_id: again, status: "queued", error: null, updated_at: now })
				.where(eq(shots.id, shot.id)),
		],
	};
}
