import fc from "fast-check";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import { buildJob } from "./build.ts";
import { History } from "./history.ts";
import { stateProblems } from "./invariants.ts";
import { hasOrder, heldBy, kindOf, reservedBy, type Wish, wishesFor } from "./race.ts";
import { RealStore } from "./real-store.ts";
import { shapeOf } from "./shapes.ts";
import { histories, type Step } from "./steps.ts";
import { Broken } from "./world.ts";
import { Turns, wrapD1 } from "./wrapped-d1.ts";

export interface Race {
	steps: readonly Step[];
	/** What the writers wish for: one of the possible wishes, of a certain kind where there is one. */
	picks: readonly { kind: string; at: number }[];
	/** Whose turn it is, again and again. */
	turns: readonly number[];
	/** How long after the history the race takes place, in milliseconds. */
	later: number;
	/** Tasks the account may hold beyond those that it holds. */
	room: number;
	/** What the account may reserve beyond what it has reserved, in micro-USD; absent: anything. */
	funds?: number;
}

const KINDS = [
	"any",
	"any",
	"renew",
	"renew",
	"sweep",
	"sweep",
	"cancel",
	"claim",
	"claim",
	"complete",
] as const;

export const races: fc.Arbitrary<Race> = fc.record({
	steps: histories,
	picks: fc.array(fc.record({ kind: fc.constantFrom(...KINDS), at: fc.nat(1000) }), {
		minLength: 2,
		maxLength: 4,
	}),
	turns: fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
	later: fc.constantFrom(0, 5_000, 31_000),
	room: fc.nat(2),
});

/** Claims alone, where the account has room for one more: two jobs, so that nothing but the limit keeps them apart. */
export const claimRaces: fc.Arbitrary<Race> = fc.record({
	steps: fc.constant<Step[]>([
		{ do: "submit", shape: 4, account: 0, key: null, body: 0 },
		{ do: "submit", shape: 4, account: 0, key: null, body: 0 },
	]),
	picks: fc.array(fc.record({ kind: fc.constant("claim"), at: fc.nat(1000) }), {
		minLength: 3,
		maxLength: 4,
	}),
	turns: fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
	later: fc.constant(0),
	room: fc.constant(1),
});

/** Stages of two jobs that open at the same moment, where the account's budget holds one of them. */
export const openingRaces: fc.Arbitrary<Race> = fc.record({
	steps: fc.constant<Step[]>([
		{ do: "submit", shape: 6, account: 0, key: null, body: 0 },
		{ do: "submit", shape: 6, account: 0, key: null, body: 0 },
		{ do: "planning", up: false },
		{ do: "serve", worker: 0 },
		{ do: "serve", worker: 0 },
	]),
	picks: fc.array(fc.record({ kind: fc.constant("open"), at: fc.nat(1000) }), { minLength: 2, maxLength: 4 }),
	turns: fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
	later: fc.constant(0),
	room: fc.constant(0),
	funds: fc.constantFrom(100, 199),
});

/** A worker that renews while its lease is taken for lost. */
export const leaseRaces: fc.Arbitrary<Race> = fc.record({
	steps: fc.constant<Step[]>([
		{ do: "submit", shape: 0, account: 0, key: null, body: 0 },
		{ do: "claim", worker: 0 },
	]),
	picks: fc.constant([
		{ kind: "sweep", at: 0 },
		{ kind: "renew", at: 0 },
	]),
	turns: fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
	later: fc.constant(31_000),
	room: fc.constant(0),
});

/** Two attempts that end, one after the other or together, and a cancel between them. */
export const endRaces: fc.Arbitrary<Race> = fc.record({
	steps: fc.constant<Step[]>([
		{ do: "submit", shape: 4, account: 0, key: null, body: 0 },
		{ do: "claim", worker: 0 },
		{ do: "claim", worker: 1 },
	]),
	picks: fc.array(
		fc.record({
			kind: fc.constantFrom("complete", "fail", "release", "sweep", "cancel"),
			at: fc.nat(1000),
		}),
		{ minLength: 2, maxLength: 4 },
	),
	turns: fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }),
	later: fc.constantFrom(5_000, 31_000),
	room: fc.constant(0),
});

const ACCOUNT = "acc_race";

/** Jobs of one account as a history left them; a new one where nothing of them is open. */
function settled(steps: readonly Step[], name: string): { jobs: JobAggregate[]; now: number } {
	const { world } = new History(undefined, name).run(steps, false);
	const open = [...world.jobs.values()].filter(({ job }) => job.finished_at === null).slice(0, 2);
	if (open.length === 0) open.push(buildJob({ id: `${name}_new`, ...shapeOf(steps.length), now: world.now }));
	const jobs = open.map((aggregate) => ({
		...aggregate,
		job: { ...aggregate.job, account_id: `${ACCOUNT}_${name}` },
	}));
	return { jobs, now: world.now };
}

/**
 * Several writers at once on the same jobs in D1, their calls interleaved as the race says. Throws `Broken`
 * where no order of the writers explains the outcome.
 */
export async function run(
	race: Race,
	real: D1Database,
	name: string,
	rewrite?: (sql: string) => string,
): Promise<void> {
	const start = settled(race.steps, name);
	const now = start.now + race.later;
	const possible = start.jobs.flatMap((job) => wishesFor(job, now));
	const wishes = race.picks.flatMap(({ kind, at }): Wish[] => {
		const alike = possible.filter((wish) => kindOf(wish) === kind);
		const from = alike.length > 0 ? alike : possible;
		return from.slice(at % from.length, (at % from.length) + 1);
	});
	const before = new Map(start.jobs.map((job) => [job.job.id, job]));
	const limit = heldBy(before) + race.room;
	const budget = race.funds === undefined ? null : reservedBy(before) + race.funds;
	const plain = new RealStore(real);
	await plain.addAccounts(new Map([[`${ACCOUNT}_${name}`, limit]]));
	for (const job of start.jobs) await plain.place(job, start.now);
	if (budget !== null) await plain.limitSpending(`${ACCOUNT}_${name}`, budget);

	const turns = new Turns(race.turns);
	const store = new RealStore(wrapD1(real, { call: turns.call, ...(rewrite ? { rewrite } : {}) }));
	const at = { now, random: 0.5 };
	const writers = wishes.map(async (wish) => {
		if ("renew" in wish) {
			const { task, epoch, until } = wish.renew;
			return (await store.renew(task, epoch, until)) ? "ok" : "lost";
		}
		const job = before.get(wish.job);
		if (!job) return "unknown_job";
		const result = await store.change(job, wish.command, at);
		return result.ok ? "ok" : result.code;
	});
	const codes = (await turns.drive(writers)).map((settled) =>
		settled.status === "fulfilled" ? settled.value : String(settled.reason),
	);
	const after = new Map<string, JobAggregate>();
	const around = await plain.around([...before.keys()]);
	for (const id of before.keys()) {
		const job = await plain.load(id);
		if (!job) throw new Broken(`${id} is gone`);
		after.set(id, job);
		const problems = stateProblems(job);
		const numbers = around.events.filter((event) => event.job_id === id).map((event) => event.seq);
		if (numbers.length !== job.job.version || numbers.some((seq, i) => seq !== i + 1)) {
			problems.push(`${id} has events ${numbers.slice(-5)} and version ${job.job.version}`);
		}
		for (const task of job.tasks) {
			const live = around.attempts.filter((row) => row.task_id === task.id && row.status === "running");
			if (live.length !== (task.worker_id === null ? 0 : 1))
				problems.push(`${task.id} has ${live.length} live attempts`);
		}
		if (problems.length > 0) throw new Broken(problems.join("; "));
	}
	if (heldBy(after) > Math.max(limit, heldBy(before)))
		throw new Broken(`the account holds ${heldBy(after)} of ${limit}`);
	const miscounted = await plain.miscounted([`${ACCOUNT}_${name}`]);
	if (miscounted.length > 0) throw new Broken(`${miscounted} are not what a count says`);
	if (budget !== null && reservedBy(after) > budget)
		throw new Broken(`the account reserves ${reservedBy(after)} of ${budget}`);
	if (!hasOrder(before, wishes, codes, after, at, { limit, ...(budget !== null && { budget }) })) {
		throw new Broken(
			`no order explains ${wishes.map((wish, i) => `${kindOf(wish)}: ${codes[i]}`).join(", ")}`,
		);
	}
}
