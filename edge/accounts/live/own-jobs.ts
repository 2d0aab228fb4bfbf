import { and, eq, inArray } from "drizzle-orm";
import { type Database, listOf } from "../../db/client.ts";
import { jobs } from "../../db/schema.ts";
import type { JobIdentity } from "../../rpc/job.ts";

/** Those of these jobs that are the account's. */
export function ownJobs(db: Database, account: string, ids: string[]): Promise<JobIdentity[]> {
	return db
		.select({ job: jobs.id, pool: jobs.pool_id })
		.from(jobs)
		.where(and(eq(jobs.account_id, account), inArray(jobs.id, listOf(ids))));
}
