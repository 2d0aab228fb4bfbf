import type { Notice } from "../../../workflows/plan/notices.ts";
import type { Asset } from "../../contract/assets.ts";
import type { DurableEvent } from "../../contract/events.ts";
import type { assets } from "../../db/schema.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Decision } from "../lifecycle/draft.ts";
import type { Command, RefusalCode } from "../lifecycle/lifecycle.ts";

export type NewAsset = typeof assets.$inferInsert;

/** A command with the rows that come with it. Plain data: it may travel to the job's object. */
export interface JobChange {
	command: Command;
	/** Outputs that a completion stores. */
	assets?: { row: NewAsset; asset: Asset }[];
	/** The graph that made them: what its column holds, and how many bytes of it lie in R2. */
	ran?: { column: string; bytes: number };
	/** What is to be told of how it ran. */
	notices?: Notice[];
}

/** What a change may need room for beside the job. */
export type GuardName = "account_limit" | "claim_unanswered" | "storage";

export interface Changed {
	ok: true;
	before: JobAggregate;
	decision: Decision;
	events: DurableEvent[];
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
