import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../../workflows/testing/runs.ts";
import { groups, runTogether } from "../testing/group-run.ts";
import { History } from "../testing/history.ts";
import { claimRaces, endRaces, leaseRaces, openingRaces, races, run } from "../testing/race-run.ts";
import { RealStore } from "../testing/real-store.ts";
import { replay } from "../testing/replay.ts";
import { SQL_MUTANTS } from "../testing/sql-mutants.ts";
import { longHistories, type Step } from "../testing/steps.ts";
import { FailingWrite, wrapD1 } from "../testing/wrapped-d1.ts";

const LANES = 6;
const RACES = 160;
const HISTORIES = runs(100);
const GROUPS = runs(60);
let lives = 0;

/** One history through the model and through D1. Answers with the number of operations. */
async function compare(steps: readonly Step[]): Promise<number> {
	const history = new History(undefined, `d${++lives}`).run(steps);
	const write = new FailingWrite();
	return replay(history, new RealStore(wrapD1(env.DB, write)), write);
}

test("D1 does what the model does, operation by operation, with writes that fail before and after they are done", async () => {
	const samples = fc.sample(longHistories, { numRuns: HISTORIES, seed: 11 });
	let operations = 0;
	const lane = async () => {
		for (let steps = samples.pop(); steps; steps = samples.pop()) {
			const count = await compare(steps);
			operations += count;
		}
	};
	await Promise.all(Array.from({ length: LANES }, lane));
	console.log(`${lives} histories, ${operations} operations on D1, each as in the model`);
	expect(lives).toBe(HISTORIES);
});

test("many commands of one wide job in one transaction do what they would do one after the other", async () => {
	const samples = fc.sample(groups, { numRuns: GROUPS, seed: 3 });
	let commands = 0;
	for (const group of samples) commands += await runTogether(group, env.DB, `g${++lives}`);
	console.log(`${samples.length} groups, ${commands} commands, each answered as in the model`);
});

test("several writers at once on the same jobs: some order of them explains every outcome", async () => {
	const samples = fc.sample(races, { numRuns: runs(300), seed: 7 });
	for (const race of samples) await run(race, env.DB, `r${++lives}`);
	console.log(`${samples.length} races, each with an order`);
});

test("P10 stages that open at the same moment never reserve more together than the account's budget", async () => {
	for (const race of fc.sample(openingRaces, { numRuns: runs(40), seed: 7 }))
		await run(race, env.DB, `o${++lives}`);
});

test.each([
	["cancel", 5_000],
	["sweep", 31_000],
	["complete", 5_000],
] as const)(
	"a renewal during a %s: every interleaving has an order, and a renewal that was confirmed stays",
	async (kind, later) => {
		const steps: Step[] = [
			{ do: "submit", shape: 0, account: 0, key: null, body: 0 },
			{ do: "claim", worker: 0 },
		];
		const picks = [
			{ kind, at: 0 },
			{ kind: "renew", at: 0 },
		];
		for (let order = 0; order < 8; order++) {
			const turns = [0, 1, 2].map((bit) => (order >> bit) & 1);
			await run({ steps, picks, turns, later, room: 0 }, env.DB, `n${++lives}`);
		}
	},
);

/** Where a mistake shows only in a rare race, more of that kind. */
const RACES_FOR: Readonly<Record<string, typeof races>> = {
	noAccountLimit: claimRaces,
	noGuards: claimRaces,
	noBudget: openingRaces,
	reservedSpentAgain: openingRaces,
	noLeaseGuard: leaseRaces,
	needsNotRaised: endRaces,
	lostAttemptsNotBooked: endRaces,
	ourFaultsCharged: endRaces,
	cancelsFree: endRaces,
	usageNotAdded: endRaces,
	reservedForEver: endRaces,
	reservedByTheJobForEver: endRaces,
	spentByTheJobNotCounted: endRaces,
	spentElsewhere: endRaces,
};

/** Where a mistake shows seldom, random numbers that lead to it soon. */
const SEED_FOR: Readonly<Record<string, number>> = { renewIgnoresStatus: 10 };

test.each(Object.keys(SQL_MUTANTS))("a store with the mistake %s is caught", async (name) => {
	const samples = fc.sample(RACES_FOR[name] ?? races, { numRuns: RACES, seed: SEED_FOR[name] ?? 7 });
	for (const [i, race] of samples.entries()) {
		try {
			await run(race, env.DB, `${name}${i}`, SQL_MUTANTS[name]);
		} catch (error) {
			console.log(`${name}: race ${i + 1} (${String(error)})`);
			return;
		}
	}
	expect.unreachable(`${name} was not caught in ${RACES} races`);
});
