import type { Failure } from "../../contract/failures.ts";
import type { ReleaseCause } from "../../contract/workers/workers.ts";
import type { Resume, Retake, Verdict } from "../../db/stored.ts";
import type { Measured, Task } from "./aggregate.ts";
import type { Decision, VerifiedOutput } from "./draft.ts";
import type { ShortMemory } from "./retry.ts";
import type { Found } from "./verdicts.ts";

/** A task of a take as its plan makes it; everything else of it begins empty. */
export type PlannedTask = Pick<
	Task,
	| "id"
	| "index"
	| "max_attempts"
	| "backoff_ms"
	| "runtime_ms"
	| "expected"
	| "needs_hash"
	| "estimate_micro_usd"
	| "partner_micro_usd"
>;

/** What became of planning a take of a stage. */
export type Opening =
	| { tasks: PlannedTask[] }
	| { skip: true }
	| { failure: Failure }
	/** It can be planned once this LoRA is there: `name@version`. */
	| { lora: string };

/** What a person says of a stage that waits for it. */
export type Choice =
	| { approve: true }
	/** Outputs of the stage, each with the task that made it, of whichever take. */
	| { pick: { asset: string; task: string }[] }
	| { retake: Retake }
	| { reject: string };

export type Command =
	| { type: "claim"; task: string; worker: string; claim_id: string; lease_ms: number }
	/** `found`: what the worker's checks found; absent: it made none. */
	| ({ type: "complete"; task: string; epoch: number; outputs: VerifiedOutput[]; found?: Found } & Measured)
	/** `memory`: what is known of the machine whose GPU memory was too small; absent with other failures. */
	| ({ type: "fail"; task: string; epoch: number; failure: Failure; memory?: ShortMemory } & Measured)
	/** Given back unharmed. A drain costs nothing; other causes wait, and count from the fourth time on. */
	| ({ type: "release"; task: string; epoch: number; cause: ReleaseCause } & Measured)
	/** The attempt has come so far that another one could go on from there. */
	| {
			type: "checkpoint";
			task: string;
			epoch: number;
			resume: Pick<Resume, "step" | "assets">;
			loss?: number | null;
	  }
	| { type: "cancel" }
	/** Take number `take` of a stage that is ready for it was planned. */
	| { type: "open"; stage: string; take: number; opening: Opening }
	| { type: "judge"; task: string; verdict: Verdict }
	/** A person's word; `take`: the take that was looked at, null: the newest. */
	| { type: "decide"; stage: string; take: number | null; by: string; choice: Choice }
	/** Asked for a stage that is ready or queued, a budget does not hold it, or does again. */
	| { type: "budget"; stage: string; short: boolean }
	/** A LoRA that stages wait for is there, or will not come. */
	| { type: "lora"; lora: string; failure: Failure | null }
	/**
	 * Looks for leases that ran out, for workers that never end, and for a deadline that passed. Silence counts
	 * only from `leases_from` on: before that time workers could not have been heard.
	 */
	| { type: "sweep"; leases_from: number };

export type RefusalCode =
	| "unknown_task"
	| "unknown_stage"
	| "not_claimable"
	| "lease_lost"
	| "outputs_missing"
	| "already_ended"
	| "not_ready"
	| "not_judgeable"
	| "not_awaiting_approval"
	/** The choice is none that the stage's gate, or what it made, allows. */
	| "choice_refused"
	| "nothing_due";

export type Outcome = Decision | { ok: false; code: RefusalCode; message: string };

export function refuse(code: RefusalCode, message: string): Outcome {
	return { ok: false, code, message };
}
