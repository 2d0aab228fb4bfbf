import type { Database } from "../../db/client.ts";
import { errorName, log } from "../../log.ts";
import { lookLater } from "../budgets/waiting.ts";
import type { JobAggregate, Stage } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { commit, type LeaseFence } from "./commit.ts";
import { budgetGuard, type Guard, guardsOf, Rooms, reckonedOf, refusalOf, storageRoom } from "./guards.ts";
import type { Changed, ChangeResult, JobChange, NewAsset, Opened, Refused } from "./job-change.ts";
import { labelled } from "./labels.ts";
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
	/** Where it is given, stages open in the transaction that makes them ready. */
	planner?: StagePlanner | undefined;
	now?: () => number;
	random?: () => number;
}

export interface StagePlanner {
	/**
	 * Plans the next take of a stage: an `open` command, with all that its tasks bring. `made` are outputs that the
	 * same transaction stores, which are in no table yet. May throw: then the stage stays ready, for a sweep.
	 */
	plan(job: JobAggregate, stage: Stage, made: readonly NewAsset[]): Promise<JobChange>;
	/** Takes away what a plan stored that was refused, or not written: no row ever names it. */
	discard(opened: Opened): Promise<void>;
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
	const { results, committed } = await changeJobTogether(db, jobId, [change], options);
	// With what opened beside it.
	return committed ?? results[0] ?? refused("busy", "nothing was asked", null);
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
	const sweeps = changes.some(isSweep);
	let known = sweeps ? undefined : options.known;
	for (let round = 0; round < rounds; round++) {
		const fresh = known === undefined;
		const at = { now: now(), random };
		const guards = changes.map((change) => guardsOf(jobId, change, at.now));
		const opens = options.planner !== undefined && changes.some(({ command }) => mayOpen(command));
		const { job: before, rooms } = known
			? { job: known, rooms: new Rooms([]) }
			: await loadJobAndRooms(db, jobId, [
					...guards.flat(),
					...(opens ? [storageRoom(jobId), budgetGuard(jobId, 0, at.now)] : []),
				]);
		known = undefined;
		if (!before) {
			const nothing = changes.map(() => refused("unknown_job", `there is no job ${jobId}`, null));
			return { results: nothing, committed: null };
		}
		const fold = foldChanges(before, changes, guards, rooms, at);
		// What is only believed may be written, since the write is fenced; but nobody is refused on a belief.
		if (!fresh && fold.results.some((result) => !result.ok || result.decision.changes.length === 0)) continue;
		const unopened =
			opens && options.planner ? await openReady(fold, before, rooms, options.planner, at) : null;
		// Only who came to open it hears that it could not be; others have their own answer.
		if (unopened && fold.committed === null && changes.every(isSweep)) {
			if (unopened.why === "trouble") throw unopened.cause;
			await lookLater(db, jobId, at.now);
			const broke = { ...refused("guard_failed", refusalOf("budget"), before), guard: "budget" as const };
			return { results: changes.map(() => broke), committed: null };
		}
		if (fold.committed === null) return fold;
		const webhooks = await commit(db, before, fold);
		if (webhooks) {
			const written = withWebhooks(fold, webhooks);
			if (unopened?.why !== "budget") return written;
			await lookLater(db, jobId, at.now);
			// What ended is no longer reckoned with: now its budgets may hold what they did not a moment ago.
			const freed = fold.committed.decision.attempts.some(({ status }) => status !== "running");
			return freed ? lookedAtAgain(written, db, jobId, options) : written;
		}
		for (const { opened } of fold.stored) if (opened) await options.planner?.discard(opened);
		await options.pause?.(random() * Math.min(PAUSE_CAP_MS, PAUSE_BASE_MS * 2 ** round));
	}
	return {
		results: changes.map(() => refused("busy", "others kept changing the job", null)),
		committed: null,
	};
}

async function lookedAtAgain(
	first: Folded,
	db: Database,
	jobId: string,
	options: ChangeOptions,
): Promise<Folded> {
	const sweep: JobChange = { command: { type: "sweep", leases_from: Number.POSITIVE_INFINITY } };
	const { committed } = await changeJobTogether(db, jobId, [sweep], options);
	if (!committed) return first;
	const webhooks = new Set([first.committed, committed].flatMap((one) => one?.webhooks ?? []));
	return { ...first, committed: { ...together(first.committed, committed), webhooks: [...webhooks] } };
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
	/** Changes whose outputs, tickets, or whose task's new needs, are to be stored. */
	stored: JobChange[];
}

/** Decides one change after the other, each on what those before it leave. Pure. */
function foldChanges(
	before: JobAggregate,
	changes: readonly JobChange[],
	guards: readonly Guard[][],
	rooms: Rooms,
	at: Moment,
): Fold {
	const fold: Fold = { results: [], committed: null, guards: [], expired: [], stored: [] };
	for (const [i, change] of changes.entries()) {
		fold.results.push(addTo(fold, before, change, guards[i] ?? [], rooms, at));
	}
	return fold;
}

interface Moment {
	now: number;
	random: () => number;
}

/** Decides one more change on what is there already. A change that is refused leaves nothing. Pure. */
function addTo(
	fold: Fold,
	before: JobAggregate,
	asked: JobChange,
	guards: readonly Guard[],
	rooms: Rooms,
	{ now, random }: Moment,
): ChangeResult {
	const state = fold.committed?.decision.state ?? before;
	const change = labelled(state, asked);
	const { command } = change;
	const decision = lifecycle(state, command, { now, random: random() });
	if (!decision.ok) return refused(decision.code, decision.message, state);
	const changed = decision.changes.length > 0;
	const short = changed ? rooms.take(guards) : null;
	if (short) return { ...refused("guard_failed", refusalOf(short), state), guard: short };
	const assets = new Map((change.assets ?? []).map(({ asset }) => [asset.id, asset]));
	const events = toEvents(decision, state.job.version, now, assets);
	const result: Changed = { ok: true, before: state, decision, events };
	if (!changed) return result;
	fold.guards.push(...guards);
	if (command.type === "sweep") fold.expired.push(...expiredLeases(state, now));
	const raised = command.type === "fail" && command.memory?.larger;
	const stores = decision.changes.some(({ type }) => type === "output" || type === "checkpoint");
	if (raised || change.opened || change.ticket || stores) fold.stored.push(change);
	fold.committed = together(fold.committed, result);
	return result;
}

function isSweep({ command }: JobChange): boolean {
	return command.type === "sweep";
}

/** Whether a stage may be ready after it. */
function mayOpen({ type }: Command): boolean {
	return !["claim", "checkpoint", "release", "cancel", "budget"].includes(type);
}

/** Why a stage stays as it is: it could not be planned now, or a budget does not hold it. */
type Unopened = { why: "trouble"; cause: unknown } | { why: "budget" };

/**
 * Opens what is ready, as part of the same change. What cannot be planned now is left to a sweep, and keeps nothing
 * else from opening, and so does what a budget does not hold. Answers with why the first of those is not open.
 */
async function openReady(
	fold: Fold,
	before: JobAggregate,
	rooms: Rooms,
	planner: StagePlanner,
	at: Moment,
): Promise<Unopened | null> {
	const state = () => fold.committed?.decision.state ?? before;
	const made = fold.stored.flatMap(({ assets = [] }) => assets.map(({ row }) => row));
	const left = new Set<string>();
	const unopened: Unopened[] = [];
	const room = () => rooms.of(budgetGuard(before.job.id, 0, at.now));
	const budget = room();
	/** `needs`: what it would cost at least, in micro-USD. What others took meanwhile was there for it. */
	const wait = ({ key }: Stage, needs: number) => {
		left.add(key);
		unopened.push({ why: "budget" });
		const taken = (budget ?? 0) - (room() ?? 0);
		const asked: JobChange = { command: { type: "budget", stage: key, short: true }, needs: needs + taken };
		addTo(fold, before, asked, guardsOf(before.job.id, asked, at.now), rooms, at);
	};
	for (let stage = readyStage(state(), left); stage; stage = readyStage(state(), left)) {
		// What nobody will pay for is not planned.
		if (budget !== null && budget <= 0) {
			wait(stage, 1);
			continue;
		}
		let opening: JobChange;
		try {
			opening = await planner.plan(state(), stage, made);
		} catch (cause) {
			left.add(stage.key);
			unopened.push({ why: "trouble", cause });
			tellUnplanned(before.job.id, stage.key, cause);
			continue;
		}
		const result = addTo(fold, before, opening, guardsOf(before.job.id, opening, at.now), rooms, at);
		if (result.ok) continue;
		if (opening.opened) await planner.discard(opening.opened);
		if (result.guard === "budget") {
			wait(stage, reckonedOf(opening));
			continue;
		}
		if (result.code !== "guard_failed") throw new Error(`a planned stage was not opened: ${result.message}`);
		const failure = {
			code: "storage_limit",
			message: result.message,
			node_id: null,
			class_type: null,
		} as const;
		const command = { type: "open", stage: stage.key, take: stage.take + 1, opening: { failure } } as const;
		addTo(fold, before, { command }, [], rooms, at);
	}
	return unopened[0] ?? null;
}

function tellUnplanned(job: string, stage: string, cause: unknown): void {
	log.error("a stage could not be planned yet", { job, stage, error: errorName(cause) });
}

function readyStage({ stages }: JobAggregate, left: ReadonlySet<string>): Stage | undefined {
	return stages.find(({ key, status }) => status === "ready" && !left.has(key));
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
