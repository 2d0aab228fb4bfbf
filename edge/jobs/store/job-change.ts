import type { Notice } from "../../../workflows/plan/notices.ts";
import type { Asset } from "../../contract/assets/assets.ts";
import type { Comparison } from "../../contract/jobs/comparison-request.ts";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import type { ClaimTicket } from "../../contract/workers/workers.ts";
import type { assets } from "../../db/schema.ts";
import type { CheckpointPart } from "../../db/stored.ts";
import type { HashedNeeds } from "../../pools/stored-needs.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command, RefusalCode } from "../lifecycle/commands.ts";
import type { Decision } from "../lifecycle/draft.ts";
import type { OpenedTraining } from "./opened-training.ts";

export type NewAsset = typeof assets.$inferInsert;

/** A command with the rows that come with it. Plain data: it may travel to the job's object. */
export interface JobChange {
	command: Command;
	/** Outputs that a completion stores, or the files of a checkpoint. */
	assets?: { row: NewAsset; asset: Asset }[];
	/** Which of its assets a checkpoint has for what. */
	parts?: CheckpointPart[];
	/** The graph that made them: what its column holds, and how many bytes of it lie in R2. */
	ran?: { column: string; bytes: number };
	/** What the tasks of a take that is opened bring. */
	opened?: Opened;
	/** What is to be told of how it ran. */
	notices?: Notice[];
	/** What a claim uses up. */
	ticket?: ClaimTicket;
	/** What a budget does not hold, in micro-USD; absent: nothing more at all. */
	needs?: number;
}

/** What is written beside the tasks of a take. Its bodies are stored already: a row must not name what is not there. */
export interface Opened {
	/** One for each task. */
	plans: { task: string; plan: string }[];
	needs: HashedNeeds[];
	/** Assets that the tasks read. */
	inputs: string[];
	/** Bytes of the plans that lie in R2, and their key; null where all stand in their rows. */
	bytes: number;
	key: string | null;
	/** Of a stage that trains. */
	training?: OpenedTraining;
	/** Of a stage that compares checkpoints: of which training, and what it was asked. */
	comparison?: { stage: string; asked: Comparison };
}

/** What a change may need room for beside the job. */
export type GuardName =
	| "account_limit"
	| "claim_unanswered"
	| "storage"
	| "ticket"
	| "machine"
	| "budget"
	| "budget_short";

export interface Changed {
	ok: true;
	before: JobAggregate;
	decision: Decision;
	events: DurableEvent[];
	/** Ids of webhooks that have something to send now; absent: nothing was written. */
	webhooks?: string[];
}
export interface Refused {
	ok: false;
	/** `busy`: others kept changing the job. `guard_failed`: a limit beside the job; `guard` names it. */
	code: RefusalCode | "unknown_job" | "guard_failed" | "busy";
	message: string;
	guard: GuardName | null;
	/** The job as it was when it refused; null where there is none. */
	state: JobAggregate | null;
}
export type ChangeResult = Changed | Refused;
