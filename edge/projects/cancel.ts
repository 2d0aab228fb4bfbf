import { and, asc, eq, isNull } from "drizzle-orm";
import { database, listOf } from "../db/client.ts";
import { jobs } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { holds } from "../jobs/lifecycle/aggregate.ts";
import { lifecycle } from "../jobs/lifecycle/lifecycle.ts";
import { announce, wakeWebhooks } from "../jobs/live/announce.ts";
import { askJob, identityOf } from "../jobs/live/ask.ts";
import { commitMany, type Quiet } from "../jobs/store/commit-many.ts";
import { assembleJobs, manyJobsQueries } from "../jobs/store/load.ts";
import { toEvents } from "../jobs/store/record.ts";

/** Jobs of a project that one request cancels, and those among them whose worker has to be asked. */
const JOBS_AT_ONCE = 500;
const HELD_AT_ONCE = 50;
/** Jobs whose own watchers are told at once; others look by themselves. The feed of the project tells of all of them. */
const MAX_TOLD = 20;

/**
 * Cancels the unfinished jobs of a project: those that wait in one transaction, those that run one by one. Answers
 * with how many were, and whether there are more.
 */
export async function cancelJobs(
	env: Env,
	project: string,
	now: number,
): Promise<{ canceled: number; has_more: boolean }> {
	const db = database(env.DB);
	const rows = await db
		.select({ id: jobs.id })
		.from(jobs)
		.where(and(eq(jobs.project_id, project), isNull(jobs.finished_at)))
		.orderBy(asc(jobs.id))
		.limit(JOBS_AT_ONCE + 1);
	const ids = rows.slice(0, JOBS_AT_ONCE).map(({ id }) => id);
	if (ids.length === 0) return { canceled: 0, has_more: false };
	const open = assembleJobs(...(await db.batch(manyJobsQueries(db, listOf(ids)))));
	const held = open.filter(({ tasks }) => tasks.some(holds));
	const quiet = open
		.filter(({ tasks }) => !tasks.some(holds))
		.flatMap((before): Quiet[] => {
			const decision = lifecycle(before, { type: "cancel" }, { now, random: 0 });
			if (!decision.ok || decision.changes.length === 0) return [];
			return [{ before, decision, events: toEvents(decision, before.job.version, now) }];
		});
	const written = quiet.length > 0 ? await commitMany(db, quiet) : { jobs: new Set(), webhooks: [] };
	const told = quiet.filter(({ before }) => written.jobs.has(before.job.id)).slice(0, MAX_TOLD);
	await Promise.allSettled([
		...told.map((change) => announce(env, { ok: true, ...change })),
		wakeWebhooks(env, written.webhooks),
	]);
	const running = held.filter(({ job }) => job.status !== "canceling").slice(0, HELD_AT_ONCE);
	const asked = await Promise.all(
		running.map((job) => askJob(env, identityOf(job), { command: { type: "cancel" } }, job)),
	);
	const canceled = written.jobs.size + asked.filter(({ ok }) => ok).length;
	return { canceled, has_more: canceled < open.length || rows.length > JOBS_AT_ONCE };
}
