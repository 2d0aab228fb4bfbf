import type { JobResource } from "../contract/jobs/jobs.ts";
import type { AppContext } from "../http/app.ts";
import { sayReplayed } from "../http/idempotency.ts";
import type { Submission } from "../jobs/submit/create.ts";
import { quotaHeaders } from "../jobs/submit/known.ts";
import { type Submitted, submitJob } from "../jobs/submit/submit.ts";
import { poolObject } from "../objects.ts";

/** Submits a job for whichever route asks, says in headers what the account has left, and wakes workers. */
export async function submitAndRing(c: AppContext, submission: Submission): Promise<Submitted> {
	const submitted = await submitJob(c.env, submission);
	for (const [name, value] of Object.entries(quotaHeaders(submitted.quota))) c.header(name, value);
	if (submitted.replayed) sayReplayed(c);
	else c.executionCtx.waitUntil(ring(c, submitted.pool_id, submitted.job));
	return submitted;
}

async function ring(c: AppContext, pool: string, job: JobResource): Promise<void> {
	const count = job.stages.reduce((sum, stage) => sum + stage.tasks.length, 0);
	try {
		await poolObject(c.env, pool).ring(pool, count);
	} catch {
		// A bell that nobody hears costs a wait, not the job: workers ask by themselves.
	}
}
