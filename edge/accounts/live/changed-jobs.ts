import { and, asc, eq, gte, isNull, sql } from "drizzle-orm";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import type { Database } from "../../db/client.ts";
import { jobs } from "../../db/schema.ts";
import { eventsIn, rowAfter } from "../../jobs/store/event-rows.ts";

/** Jobs that one look at an account reads, of each kind. */
const JOBS_AT_ONCE = 500;
/** Rows of events that one look reads. */
const EVENTS_AT_ONCE = 1000;

export interface JobVersion {
	id: string;
	version: number;
}

/** Where the jobs of an account stand that have not ended, or have ended since a time in milliseconds. */
export async function jobVersions(db: Database, account: string, since: number): Promise<JobVersion[]> {
	const columns = { id: jobs.id, version: jobs.version };
	const own = eq(jobs.account_id, account);
	const [open, ended] = await db.batch([
		db
			.select(columns)
			.from(jobs)
			.where(and(own, isNull(jobs.finished_at)))
			.limit(JOBS_AT_ONCE),
		db
			.select(columns)
			.from(jobs)
			.where(and(own, gte(jobs.finished_at, since)))
			.orderBy(asc(jobs.finished_at))
			.limit(JOBS_AT_ONCE),
	]);
	return [...open, ...ended];
}

/** The events of several jobs, of each those after its version, in the order of each. */
export async function eventsOfJobs(db: Database, after: readonly JobVersion[]): Promise<DurableEvent[]> {
	if (after.length === 0) return [];
	const wanted = JSON.stringify(after.map(({ id, version }) => [id, version]));
	const rows = await db.all<{ body: string }>(
		sql`SELECT e.body FROM json_each(${wanted}) AS wanted
			JOIN events AS e ON e.job_id = wanted.value ->> 0
				AND e.seq >= ${rowAfter(sql`wanted.value ->> 0`, sql`(wanted.value ->> 1)`)}
			ORDER BY e.job_id, e.seq LIMIT ${EVENTS_AT_ONCE}`,
	);
	const versions = new Map(after.map(({ id, version }) => [id, version]));
	return eventsIn(rows).filter(({ job, seq }) => seq > (versions.get(job) ?? 0));
}
