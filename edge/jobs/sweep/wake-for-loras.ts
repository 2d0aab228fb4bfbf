import type { Failure } from "../../contract/failures.ts";
import { isTerminal } from "../../contract/status.ts";
import { type Database, database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { errorName, log } from "../../log.ts";
import type { LoraFate } from "../../loras/fate.ts";
import { lookAtAwaited } from "../../loras/look.ts";
import { type AwaitedLora, dueLoras, forgetAwaited, stillAwaited, waitingJobs } from "../../loras/waits.ts";
import { jobObject } from "../../objects.ts";
import { holds, type JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { announce, wakeWebhooks } from "../live/announce.ts";
import { askJob, identityOf } from "../live/ask.ts";
import { openStages } from "../live/open-stages.ts";
import { commitMany, type Quiet } from "../store/commit-many.ts";
import type { Changed } from "../store/job-change.ts";
import { assembleJobs, manyJobsQueries } from "../store/load.ts";
import { toEvents } from "../store/record.ts";

/** LoRAs looked at in one run; the next one, a minute later, takes the rest. */
const LORAS_AT_ONCE = 20;
/** Jobs that are let go on in one transaction, and such transactions in one run for one LoRA. */
const JOBS_AT_ONCE = 200;
const MAX_BATCHES = 10;
/** Of those, so many are planned from here; the others by their own objects. */
const OPENED_HERE = 20;

/**
 * Looks at LoRAs to which something happened, of one account or of all: jobs that wait for one that is there go on, those
 * that wait for one that will not come fail. Doing it twice changes nothing more. Never throws.
 */
export async function wakeForLoras(env: Env, account: string | null, now: number): Promise<void> {
	const db = database(env.DB);
	try {
		for (const lora of await dueLoras(db, account, LORAS_AT_ONCE)) await wakeFor(env, db, lora, now);
	} catch (error) {
		log.error("jobs that wait for a LoRA were not looked at", { account, error: errorName(error) });
	}
}

/** Where a job has ended, or a stage opened after others, somebody may wait for what it trained. Never throws. */
export async function wakeAfter(env: Env, { decision }: Changed, now: number): Promise<void> {
	const { job, stages } = decision.state;
	const opened = decision.changes.some((change) => change.type === "stage" && change.status === "queued");
	if (isTerminal(job.status) || (opened && stages.length > 1)) await wakeForLoras(env, job.account_id, now);
}

async function wakeFor(env: Env, db: Database, lora: AwaitedLora, now: number): Promise<void> {
	const { fate, training } = await lookAtAwaited(env, lora);
	if (fate.fate === "waits") return await stillAwaited(db, lora, training);
	const command = { type: "lora", lora: lora.reference, failure: failureOf(fate) } as const;
	for (let batch = 0; batch < MAX_BATCHES; batch++) {
		const found = await db.batch(manyJobsQueries(db, waitingJobs(lora, JOBS_AT_ONCE)));
		const waiting = assembleJobs(...found);
		if (waiting.length === 0) return await forgetAwaited(db, lora);
		await tellAll(env, db, waiting, command, now);
	}
}

function failureOf(fate: LoraFate): Failure | null {
	if (fate.fate !== "never") return null;
	return { code: "lora_not_made", message: fate.why, node_id: null, class_type: null };
}

/** Those of which no worker holds anything are written together; the others each by its object. */
async function tellAll(
	env: Env,
	db: Database,
	waiting: readonly JobAggregate[],
	command: Command,
	now: number,
): Promise<void> {
	const quiet: Quiet[] = [];
	const others: JobAggregate[] = [];
	for (const before of waiting) {
		const decision = lifecycle(before, command, { now, random: 0 });
		if (!decision.ok || decision.changes.length === 0) continue;
		const stands = before.job.deadline_at === decision.state.job.deadline_at && before.job.left_ms === null;
		if (before.tasks.some(holds) || !stands) others.push(before);
		else quiet.push({ before, decision, events: toEvents(decision, before.job.version, now) });
	}
	const written = quiet.length > 0 ? await commitMany(db, quiet) : { jobs: new Set<string>(), webhooks: [] };
	await wakeWebhooks(env, written.webhooks);
	const told = quiet.filter(({ before }) => written.jobs.has(before.job.id));
	for (const job of others) await askJob(env, identityOf(job), { command }, job);
	for (const [i, change] of told.entries()) {
		const identity = identityOf(change.before);
		if (change.decision.state.job.finished_at !== null) {
			if (i < OPENED_HERE) await announce(env, { ok: true, ...change });
		} else if (i < OPENED_HERE) await openStages(env, identity);
		// A hint: the sweep opens what its object does not.
		else
			await jobObject(env, identity.job)
				.lookAfterAt(identity, now)
				.catch(() => {});
	}
}
