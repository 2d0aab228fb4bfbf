/**
 * The closed lists of states, one per level of a job. The same words are used in D1, in code, on the wire
 * and on screen. Comfy API v2 has the same seven for jobs; those of a stage that it
 * has beside them exist only where a later part waits for an earlier one, or for a person.
 */
export const JOB_STATUSES = [
	"queued",
	"running",
	"succeeded",
	"canceling",
	"canceled",
	"failed",
	"expired",
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/**
 * A stage waits for the stages it needs; is `ready` until its next take is planned; and may wait for verdicts on
 * its outputs (`judging`), and then for a person. `skipped`: there was nothing to do in it.
 */
export const STAGE_STATUSES = [
	"waiting",
	"ready",
	"queued",
	"running",
	"judging",
	"awaiting_approval",
	"succeeded",
	"skipped",
	"canceled",
	"failed",
	"expired",
] as const;
export type StageStatus = (typeof STAGE_STATUSES)[number];

export const TASK_STATUSES = [
	"queued",
	"running",
	"canceling",
	"succeeded",
	"canceled",
	"failed",
	"expired",
] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/**
 * What a check thinks of outputs. `again`: another take is wanted; `ask`: a person is to decide; `outdone`: another take
 * of the same place measured better, and goes on in its stead.
 */
export const VERDICTS = ["pass", "again", "fail", "ask", "outdone"] as const;

/** What verdicts mean, in words. */
export const VERDICTS_MEAN =
	"`again`: another take is wanted; `ask`: a person is to decide; `outdone`: another take measured better";

/** What a person may say of a stage. */
export const DECISIONS = ["approve", "pick", "retake", "reject"] as const;

/** How one lease of a task ended. `released`: given back unharmed (drain), it does not count as a try. */
export const ATTEMPT_STATUSES = [
	"running",
	"succeeded",
	"failed",
	"released",
	"lease_expired",
	"canceled",
	"expired",
] as const;
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

const TERMINAL: ReadonlySet<string> = new Set(["succeeded", "skipped", "canceled", "failed", "expired"]);

/** True for a status that is never left again. */
export function isTerminal(status: JobStatus | StageStatus | TaskStatus): boolean {
	return TERMINAL.has(status);
}

/** Makes the compiler prove that a switch over a closed union is complete. */
export function assertNever(value: never): never {
	throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
