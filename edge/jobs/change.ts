import type { SQL } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Asset } from "../contract/assets.ts";
import type { DurableEvent } from "../contract/events.ts";
import type { Database } from "../db/client.ts";
import type { JobAggregate } from "./aggregate.ts";
import type { Decision } from "./draft.ts";
import { type Command, lifecycle, type RefusalCode } from "./lifecycle.ts";
import { toEvents } from "./record.ts";
import { commit, leasesUnchanged, loadJob, type NewAsset } from "./store.ts";

/** How often a change is decided again because somebody else was faster, before it is given up as busy. */
const MAX_ROUNDS = 20;

export interface Changed {
	ok: true;
	before: JobAggregate;
	decision: Decision;
	events: DurableEvent[];
}
export type ChangeResult =
	| Changed
	| { ok: false; code: RefusalCode | "unknown_job" | "guard_failed"; message: string };

export interface ChangeOptions {
	guards?: SQL[];
	assets?: { row: NewAsset; asset: Asset }[];
	also?: BatchItem<"sqlite">[];
	/** The job as the caller has just loaded it, for the first round. */
	loaded?: JobAggregate | undefined;
	/** Give up after this many rounds; a claim has other tasks to try. */
	rounds?: number;
	now?: () => number;
	random?: () => number;
}

/**
 * Loads a job, decides, and writes the decision, again from the start where another writer came between.
 * Nothing is written when the command is refused. Throws only when D1 itself fails; after such a throw the
 * write may or may not have happened, and every command may be given again.
 */
export async function changeJob(
	db: Database,
	jobId: string,
	command: Command,
	options: ChangeOptions = {},
): Promise<ChangeResult> {
	const now = options.now ?? Date.now;
	const random = options.random ?? Math.random;
	const rounds = options.rounds ?? MAX_ROUNDS;
	for (let round = 0; round < rounds; round++) {
		const before = (round === 0 && options.loaded) || (await loadJob(db, jobId));
		if (!before) return { ok: false, code: "unknown_job", message: `there is no job ${jobId}` };
		const at = now();
		const decision = lifecycle(before, command, { now: at, random: random() });
		if (!decision.ok) return decision;
		if (decision.changes.length === 0) return { ok: true, before, decision, events: [] };
		const assets = new Map((options.assets ?? []).map(({ asset }) => [asset.id, asset]));
		const stored = decision.changes.some((change) => change.type === "output");
		const events = toEvents(decision, before.job.version, at, assets);
		const written = await commit(db, {
			before,
			decision,
			events,
			guards: [...(options.guards ?? []), ...(command.type === "sweep" ? leasesUnchanged(before) : [])],
			assets: stored ? (options.assets ?? []).map(({ row }) => row) : [],
			also: stored ? (options.also ?? []) : [],
		});
		if (written) return { ok: true, before, decision, events };
	}
	return { ok: false, code: "guard_failed", message: "the job kept changing, or a limit no longer holds" };
}
