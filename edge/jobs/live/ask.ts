import { database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { errorName, log } from "../../log.ts";
import { jobObject } from "../../objects.ts";
import type { JobIdentity } from "../../rpc/job.ts";
import { findTask, type Job, type JobAggregate, type Task } from "../lifecycle/aggregate.ts";
import { stagePlanner } from "../planning/planner.ts";
import { changeJob } from "../store/change.ts";
import type { ChangeResult, JobChange, Refused } from "../store/job-change.ts";
import { announce } from "./announce.ts";

/** What became of a change, as far as whoever asked for it needs to know. Plain data. */
export type Answer =
	| {
			ok: true;
			/** False for a repeat of what is already in effect. */
			changed: boolean;
			job: Job;
			/** The task that the command named, as it is now. */
			task: Task | null;
	  }
	| Pick<Refused, "ok" | "code" | "message" | "guard">;

/** What a job's object is asked: a change, and the job as the asker has just read it. */
export interface AskedChange {
	change: JobChange;
	known?: JobAggregate;
}

/** The answer that goes back to whoever asked. */
export function answerOf({ command }: JobChange, result: ChangeResult): Answer {
	if (!result.ok) {
		const { ok, code, message, guard } = result;
		return { ok, code, message, guard };
	}
	const { state } = result.decision;
	return {
		ok: true,
		changed: result.decision.changes.length > 0,
		job: state.job,
		task: "task" in command ? (findTask(state, command.task) ?? null) : null,
	};
}

/** A job of more tasks is not sent along: its object most likely knows it. */
const MAX_SENT_TASKS = 50;

export function isSent({ tasks }: JobAggregate): boolean {
	return tasks.length <= MAX_SENT_TASKS;
}

/**
 * Changes a job through its object, which writes what many ask at the same moment together and tells whoever
 * watches. Where the object cannot be reached the change is made from here: D1 decides either way, and every
 * command may be given twice. `known` is the job as the caller has just read it: it need not be read again then.
 * Throws only when D1 fails.
 */
export async function askJob(
	env: Env,
	identity: JobIdentity,
	change: JobChange,
	known?: JobAggregate,
): Promise<Answer> {
	const asked: AskedChange = { change, ...(known && isSent(known) && { known }) };
	try {
		const object = jobObject(env, identity.job);
		return JSON.parse(await object.change(identity, JSON.stringify(asked))) as Answer;
	} catch (error) {
		log.warn("a job was changed without its object", { job: identity.job, error: errorName(error) });
	}
	const result = await changeJob(database(env.DB), identity.job, change, {
		pause: (ms) => scheduler.wait(ms),
		planner: stagePlanner(env),
	});
	if (result.ok) await announce(env, result);
	return answerOf(change, result);
}

export function identityOf({ job }: JobAggregate): JobIdentity {
	return { job: job.id, pool: job.pool_id };
}
