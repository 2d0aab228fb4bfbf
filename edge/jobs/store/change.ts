import type { Database } from "../../db/client.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { commit, type LeaseFence } from "./commit.ts";
import { type Guard, guardsOf, Rooms, refusalOf } from "./guards.ts";
import type { Changed, ChangeResult, JobChange, Refused } from "./job-change.ts";
import { loadJobAndRooms } from "./load.ts";
import { toEvents } from "./record.ts";

/** How often a change is decided again because somebody else was faster, before it is given up as busy. */
const MAX_ROUNDS = 20;
/** Longest wait before the second round, in milliseconds; it doubles with each further one. */
const PAUSE_BASE_MS = 10;
/** Longest wait between two rounds, in milliseconds. */
const PAUSE_CAP_MS = 500;

export interface ChangeOptions {
	/** The job as the caller knows it, perhaps no longer true: a change is fenced, and no refusal rests on it. */
	known?: JobAggregate | undefined;
	/** Give up after this many rounds; a claim has other tasks to try. */
	rounds?: number;
	/** Waits so many milliseconds between two rounds. Objects do not: they have no timers. */
	pause?: (ms: number) => Promise<void>;
	now?: () => number;
	random?: () => number;
}

export interface Folded {
	/** One for each change, in their order. */
	results: ChangeResult[];
	/** All that was written, as one decision; null where nothing was. */
	committed: Changed | null;
}

/**
 * Loads a job, decides, and writes the decision, again from the start where another writer came between.
 * Nothing is written when the command is refused. Throws only when D1 itself fails; after such a throw the
 * write may or may not have happened, and every command may be given again.
 */
export async function changeJob(
	db: Database,
	jobId: string,
	change: JobChange,
	options: ChangeOptions = {},
): Promise<ChangeResult> {
	const { results } = await changeJobTogether(db, jobId, [change], options);
	return results[0] ?? refused("busy", "nothing was asked", null);
}

/**
 * Several changes of one job in one transaction, each decided on what those before it leave. One that is
 * refused leaves the others alone. As `changeJob` otherwise.
 */
export async function changeJobTogether(
	db: Database,
	jobId: string,
	changes: readonly JobChange[],
	options: ChangeOptions = {},
): Promise<Folded> {
	const { now = Date.now, random = Math.random, rounds = MAX_ROUNDS } = options;
	// A sweep takes silence for death: it must see every renewal.
	const sweeps = changes.some(({ command }) => command.type === "sweep");
	let known = sweeps ? undefined : options.known;
	for (let round = 0; round < rounds; round++) {
		const fresh = known === undefined;
		const guards = changes.map((change) => guardsOf(jobId, change));
		const { job: before, rooms } = known
			? { job: known, rooms: new Rooms([]) }
			: await loadJobAndRooms(db, jobId, guards.flat());
		known = undefined;
		if (!before) {
			const nothing = changes.map(() => refused("unknown_job", `there is no job ${jobId}`, null));
			return { results: nothing, committed: null };
		}
		const fold = foldChanges(before, changes, guards, rooms, { now: now(), random });
		// What is only believed may be written, since the write is fenced; but nobody is refused on a belief.
		if (!fresh && fold.results.some((result) => !result.ok || result.decision.changes.length === 0)) continue;
		if (fold.committed === null) return fold;
		const webhooks = await commit(db, before, fold);
		if (webhooks) return withWebhooks(fold, webhooks);
		await options.pause?.(random() * Math.min(PAUSE_CAP_MS, PAUSE_BASE_MS * 2 ** round));
	}
	return {
		results: changes.map(() => refused("busy", "others kept changing the job", null)),
		committed: null,
	};
}

/** With the webhooks that have something to send now: whoever tells of the change wakes them. */
function withWebhooks({ results, committed }: Folded, webhooks: string[]): Folded {
	return {
		results: results.map((result) => (result.ok ? { ...result, webhooks } : result)),
		committed: committed && { ...committed, webhooks },
	};
}

interface Fold extends Folded {
	/** Guards of what was accepted. */
	guards: Guard[];
	/** Leases that were taken for expired. */
	expired: LeaseFence[];
	/** Changes whose outputs, or whose task's new needs, are to be stored. */
	stored: JobChange[];
}

/** Decides one change after the other, each on what those before it leave. Pure. */
function foldChanges(
	before: JobAggregate,
	changes: readonly JobChange[],
	guards: readonly Guard[][],
	rooms: Rooms,
	{ now, random }: { now: number; random: () => number },
): Fold {
	const fold: Fold = { results: [], committed: null, guards: [], expired: [], stored: [] };
	let state = before;
	for (const [i, change] of changes.entries()) {
		const decision = lifecycle(state, change.command, { now, random: random() });
		if (!decision.ok) {
			fold.results.push(refused(decision.code, decision.message, state));
			continue;
		}
		const changed = decision.changes.length > 0;
		const short = changed ? rooms.take(guards[i] ?? []) : null;
		if (short) {
			fold.results.push({ ...refused("guard_failed", refusalOf(short), state), guard: short });
			continue;
		}
		const assets = new Map((change.assets ?? []).map(({ asset }) => [asset.id, asset]));
		const events = toEvents(decision, state.job.version, now, assets);
		fold.results.push({ ok: true, before: state, decision, events });
		if (!changed) continue;
		fold.guards.push(...(guards[i] ?? []));
		if (change.command.type === "sweep") fold.expired.push(...expiredLeases(state, now));
		const { command } = change;
		const raised = command.type === "fail" && command.memory?.larger;
		if (raised || change.opened || decision.changes.some(({ type }) => type === "output"))
			fold.stored.push(change);
		fold.committed = together(fold.committed, { ok: true, before: state, decision, events });
		state = decision.state;
	}
	return fold;
}

/** Two decisions, one after the other, as one. */
function together(first: Changed | null, second: Changed): Changed {
	if (!first) return second;
	return {
		ok: true,
		before: first.before,
		events: [...first.events, ...second.events],
		decision: {
			ok: true,
			state: second.decision.state,
			changes: [...first.decision.changes, ...second.decision.changes],
			attempts: [...first.decision.attempts, ...second.decision.attempts],
			effects: [...first.decision.effects, ...second.decision.effects],
		},
	};
}

/** A renewal that comes while a sweep decides must win: these leases must still be what they were. */
function expiredLeases({ job, tasks }: JobAggregate, now: number): LeaseFence[] {
	if (now >= job.deadline_at) return [];
	return tasks
		.filter((task) => task.worker_id !== null && task.lease_until <= now)
		.map(({ id, lease_until }) => ({ task: id, lease_until }));
}

function refused(code: Refused["code"], message: string, state: JobAggregate | null): Refused {
	return { ok: false, code, message, guard: null, state };
}
