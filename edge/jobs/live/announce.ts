import { lookAfterTickets } from "../../capacity/deployed.ts";
import type { Env } from "../../env.ts";
import { jobObject, poolObject, projectObject, webhookObject } from "../../objects.ts";
import type { Changed } from "../store/job-change.ts";
import { tellAccount } from "./account-news.ts";
import type { RunningTask } from "./event-log.ts";
import { attemptPoints } from "./points.ts";

/**
 * Tells the world of a change that is committed: the job's watchers, the workers of its pool, and webhooks. All of it
 * may be lost; watchers are caught up by the job's object, workers ask by themselves, webhooks are woken by cron.
 */
export async function announce(env: Env, changed: Changed): Promise<void> {
	await Promise.allSettled([tellWatchers(env, changed), tellOthers(env, changed)]);
}

async function tellWatchers(env: Env, { decision, events }: Changed): Promise<void> {
	if (events.length === 0) return;
	const { id, pool_id } = decision.state.job;
	const object = jobObject(env, id);
	await object.publish({ job: id, pool: pool_id }, JSON.stringify(events));
}

/** Tells everybody but the watchers: the workers, webhooks, and the project and the account that the job is of. */
export async function tellOthers(env: Env, changed: Changed): Promise<void> {
	for (const point of attemptPoints(changed.decision)) env.ANALYTICS?.writeDataPoint(point);
	await Promise.all([
		tellPool(env, changed),
		wakeWebhooks(env, changed.webhooks ?? []),
		tellProject(env, changed),
		tellAccount(env, changed.decision.state.job.account_id, changed.events),
	]);
}

/** Wakes workers for new tasks, and stops those whose attempt is no longer wanted. */
async function tellPool(env: Env, { decision }: Changed): Promise<void> {
	const { pool_id } = decision.state.job;
	const pool = poolObject(env, pool_id);
	// An attempt that begins or ends uses a ticket, or frees one; a task that is canceled needs none.
	if (decision.changes.some(({ type }) => type === "task")) {
		const freed = decision.attempts.some(({ status }) => status !== "running");
		await lookAfterTickets(env, pool_id, freed ? { reason: "freed" } : {});
	}
	for (const effect of decision.effects) {
		if (effect.type === "ring") await pool.ring(pool_id, effect.count);
		else await pool.tell(effect.worker, { type: "cancel", task: effect.task, epoch: effect.epoch });
	}
}

/** Lets those send who have something to send. */
export async function wakeWebhooks(env: Env, webhooks: readonly string[]): Promise<void> {
	await Promise.all(webhooks.map((id) => webhookObject(env, id).wake(id)));
}

/** Lets the feed of a project look at what was written with the change, and file the picture that came of it. */
async function tellProject(env: Env, { decision }: Changed): Promise<void> {
	const { project_id, shot_id, status } = decision.state.job;
	if (project_id === null || shot_id === null) return;
	const pictures = status === "succeeded" ? [shot_id] : [];
	await projectObject(env, project_id).look(project_id, pictures);
}

/** Workers send previews only while somebody watches; the first watcher should not wait for a report. */
export async function tellWatched(env: Env, poolId: string | null, running: RunningTask[]): Promise<void> {
	if (!poolId) return;
	const pool = poolObject(env, poolId);
	for (const { worker, task, epoch } of running)
		await pool.tell(worker, { type: "watched", task, epoch, watched: true });
}
