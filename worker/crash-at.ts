/** Steps of an attempt at which a test can have the process killed. */
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

const wanted = process.env.CRASH_AT;

/** Dies without a word, as a machine does, when `CRASH_AT` names this step. Otherwise nothing. */
export function crashAt(step: CrashStep): void {
	if (wanted === step) process.kill(process.pid, "SIGKILL");
}
