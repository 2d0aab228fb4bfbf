/** Steps of an attempt at which a test can have the process killed, frozen or asked to leave. */
export type CrashStep =
	| "claimed"
	| "inputs_staged"
	| "before_prompt"
	| "prompt_posted"
	| "queued"
	| "sampling"
	| "executed"
	| "before_upload"
	| "mid_upload"
	| "uploaded"
	| "complete_sent"
	| "completed";

let wanted = process.env.CRASH_AT;

/**
 * Dies without a word, as a machine does, when `CRASH_AT` names this step. `CRASH_SIGNAL` (`SIGKILL`)
 * may be another signal; it comes once, so that a process that outlives it goes on from there.
 */
export function crashAt(step: CrashStep): void {
	if (wanted !== step) return;
	wanted = undefined;
	process.kill(process.pid, process.env.CRASH_SIGNAL ?? "SIGKILL");
}
