import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TaskNeeds } from "../db/stored.ts";
import { Counter, growth } from "../testing/counted.ts";
import type { Candidate } from "./candidate.ts";
import { type Asker, Dealer, type Dealt } from "./dealer.ts";
import { PATIENCE_MS } from "./lane.ts";

const NOW = 1_000_000;
const SD15 = { folder: "checkpoints", file: "sd15.safetensors" };
const FLUX = { folder: "unet", file: "flux.safetensors" };

/** A repeatable source of random numbers. */
function dice(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1664525 + 1013904223) % 2 ** 32;
		return state / 2 ** 32;
	};
}

type AskerAndTime = Asker & Dealt;

function asker(changes: Partial<AskerAndTime> = {}): AskerAndTime {
	return { warm_models: [], now: NOW, random: dice(1), ...changes };
}

/** The candidates in the order in which one asker would be given them. */
function match(candidates: Candidate[], one: AskerAndTime): Candidate[] {
	const dealer = new Dealer(candidates, one);
	return candidates.flatMap(() => dealer.deal(one) ?? []);
}

function candidate(
	task: string,
	changes: Partial<Candidate> = {},
	needs: Partial<TaskNeeds> = {},
): Candidate {
	return {
		task,
		job: `job_of_${task}`,
		account: "acc_a",
		priority: 0,
		held: 0,
		room: Number.POSITIVE_INFINITY,
		submitted_at: NOW - 1000,
		needs: { nodes: [], models: [], ...needs },
		...changes,
	};
}

const order = (
	candidates: Candidate[],
	held: Record<string, number> = {},
	changes: Partial<AskerAndTime> = {},
) =>
	match(
		candidates.map((one) => ({ ...one, held: held[one.account] ?? 0 })),
		asker(changes),
	).map(({ task }) => task);

/** 1 where all got the same, 1/n where one got everything. */
function jain(shares: number[]): number {
	const sum = shares.reduce((a, b) => a + b, 0);
	return sum ** 2 / (shares.length * shares.reduce((a, b) => a + b * b, 0));
}

/** Ten accounts, one of which submitted a thousand times as much, and before the others. Shares while all wait. */
function serve(workers: number, seed: number): number[] {
	const accounts = Array.from({ length: 10 }, (_, i) => `acc_${i}`);
	const left: number[] = accounts.map((_, i) => (i === 0 ? 200_000 : 200));
	const served: number[] = accounts.map(() => 0);
	const random = dice(seed);
	const running: { account: number; until: number }[] = [];
	let now = NOW;
	while (left.every((count) => count > 0)) {
		const held = new Map<string, number>();
		for (const { account } of running) held.set(`acc_${account}`, (held.get(`acc_${account}`) ?? 0) + 1);
		const offered = accounts.flatMap((account, i) =>
			Array.from({ length: Math.min(16, left[i] ?? 0) }, (_, n) =>
				candidate(`${account}.${n}`, {
					account,
					held: held.get(account) ?? 0,
					submitted_at: i === 0 ? NOW - 60_000 : NOW,
				}),
			),
		);
		const [first] = match(offered, asker({ now, random }));
		const account = accounts.indexOf(first?.account ?? "");
		left[account] = (left[account] ?? 0) - 1;
		served[account] = (served[account] ?? 0) + 1;
		running.push({ account, until: now + 1000 + random() * 4000 });
		if (running.length < workers) continue;
		running.sort((a, b) => a.until - b.until);
		now = running.shift()?.until ?? now;
	}
	return served;
}

describe("between accounts (P10)", () => {
	test.each([1, 2, 5, 10, 32])(
		"with %d workers, an account with a thousand times the work gets no more than the others",
		(workers) => {
			const shares = serve(workers, 42);
			console.log(`${workers} workers: shares ${shares}, Jain index ${jain(shares).toFixed(4)}`);
			expect(jain(shares)).toBeGreaterThanOrEqual(0.98);
		},
	);

	test("the account with the fewest running tasks goes first, whatever its priorities", () => {
		const offered = [
			candidate("a1", { priority: 100 }),
			candidate("a2", { priority: 100 }),
			candidate("b1", { account: "acc_b", priority: -100 }),
		];
		expect(order(offered, { acc_a: 1 })).toEqual(["b1", "a1", "a2"]);
		expect(order(offered, { acc_b: 2 })).toEqual(["a1", "a2", "b1"]);
	});

	test("where several are equal, each is as likely to go first", () => {
		const firsts = new Map<string, number>();
		const random = dice(3);
		for (let i = 0; i < 3000; i++) {
			const offered = ["a", "b", "c"].map((name) =>
				candidate(name, { account: `acc_${name}`, submitted_at: name === "a" ? 0 : NOW }),
			);
			const first = order(offered, {}, { random })[0] ?? "";
			firsts.set(first, (firsts.get(first) ?? 0) + 1);
		}
		for (const times of firsts.values()) expect(Math.abs(times - 1000)).toBeLessThan(120);
	});

	test("each pick counts: the list alternates between equals", () => {
		const offered = ["a1", "a2", "b1", "b2"].map((task) => candidate(task, { account: `acc_${task[0]}` }));
		const accounts = order(offered).map((task) => task[0]);
		expect(new Set(accounts.slice(0, 2))).toEqual(new Set(["a", "b"]));
		expect(new Set(accounts.slice(2))).toEqual(new Set(["a", "b"]));
	});
});

describe("within an account", () => {
	test("higher priority first, then older", () => {
		const offered = [candidate("t1"), candidate("t3", { priority: 5 }), candidate("t2", { priority: 5 })];
		expect(order(offered)).toEqual(["t2", "t3", "t1"]);
	});

	test("S1-62 a task whose model is loaded overtakes its equals", () => {
		const offered = [candidate("t1", {}, { models: [FLUX] }), candidate("t2", {}, { models: [SD15] })];
		expect(order(offered, {}, { warm_models: [SD15.file] })).toEqual(["t2", "t1"]);
		expect(order(offered, {}, { warm_models: [FLUX.file] })).toEqual(["t1", "t2"]);
	});

	test("but not one of higher priority, and not one that has waited long enough", () => {
		const warm = candidate("t2", {}, { models: [SD15] });
		expect(order([candidate("t1", { priority: 1 }), warm], {}, { warm_models: [SD15.file] })).toEqual([
			"t1",
			"t2",
		]);
		const patient = candidate("t1", { submitted_at: NOW - PATIENCE_MS + 1 });
		const waited = candidate("t1", { submitted_at: NOW - PATIENCE_MS });
		expect(order([patient, warm], {}, { warm_models: [SD15.file] })).toEqual(["t2", "t1"]);
		expect(order([waited, warm], {}, { warm_models: [SD15.file] })).toEqual(["t1", "t2"]);
	});

	test("a cold task is passed over for a bounded time, however many warm ones come", () => {
		const cold = candidate("t0", { submitted_at: NOW }, { models: [FLUX] });
		let waited = 0;
		for (let now = NOW; ; now += 1000) {
			const warm = Array.from({ length: 15 }, (_, i) =>
				candidate(`t${now}.${i}`, { submitted_at: now }, { models: [SD15] }),
			);
			if (order([cold, ...warm], {}, { now, warm_models: [SD15.file] })[0] === "t0") break;
			waited = now + 1000 - NOW;
		}
		expect(waited).toBe(PATIENCE_MS);
	});
});

test("a task that came back, or whose stage opened late, stands where its job's age puts it (P4)", () => {
	const younger = Array.from({ length: 18 }, (_, i) =>
		candidate(`t2${i}`, { job: "job_2", submitted_at: NOW - 40_000 }),
	);
	const back = candidate("t1", { job: "job_1", submitted_at: NOW - 50_000 });
	expect(order([...younger, back])[0]).toBe("t1");
	// Its id is younger than theirs: it was planned when its stage opened.
	const late = candidate("t9", { job: "job_1", submitted_at: NOW - 50_000 });
	expect(order([...younger, late])[0]).toBe("t9");
});

test("nothing offered, nothing given", () => {
	expect(order([])).toEqual([]);
});

/** The same said as plainly as it can be: all that is left is sorted anew for each who asks. */
function dealPlainly(candidates: readonly Candidate[], askers: readonly Asker[], { now, random }: Dealt) {
	const accounts = Map.groupBy(candidates, ({ account }) => account);
	const states = new Map(
		[...accounts].map(([account, [first]]) => [
			account,
			{ load: first?.held ?? 0, room: first?.room ?? 0, lot: random() },
		]),
	);
	const taken = new Set<string>();
	return askers.map(({ warm_models, refused, hint }) => {
		const keysOf = (one: Candidate): (number | string)[] => {
			const { load = 0, lot = 0 } = states.get(one.account) ?? {};
			const overdue = now - one.submitted_at >= PATIENCE_MS;
			const warm = !overdue && one.needs.models.some(({ file }) => warm_models.includes(file));
			const first = one.task === hint ? 0 : 1;
			return [first, load, lot, -one.priority, overdue ? 0 : 1, warm ? 0 : 1, one.job, one.task];
		};
		const [best] = candidates
			.filter(({ task, account }) => {
				return !taken.has(task) && !refused?.has(task) && (states.get(account)?.room ?? 0) > 0;
			})
			.map((one) => ({ one, keys: keysOf(one) }))
			.sort((a, b) => {
				const at = a.keys.findIndex((key, i) => key !== b.keys[i]);
				return (a.keys[at] ?? 0) < (b.keys[at] ?? 0) ? -1 : 1;
			});
		if (!best) return null;
		taken.add(best.one.task);
		const state = states.get(best.one.account);
		if (state) Object.assign(state, { load: state.load + 1, room: state.room - 1 });
		return best.one.task;
	});
}

test("P10 whoever asks, with whatever it has loaded, was refused or came for, is dealt what plain sorting says", () => {
	const models = fc.subarray([SD15, FLUX]);
	const task = fc.record({
		account: fc.nat(3),
		priority: fc.nat(2),
		job: fc.nat(3),
		age: fc.constantFrom(0, PATIENCE_MS - 1, PATIENCE_MS, 10 * PATIENCE_MS),
		models,
	});
	const asking = fc.record({ models, refused: fc.array(fc.nat(30)), hint: fc.option(fc.nat(30)) });
	const limits = fc.array(fc.record({ held: fc.nat(3), room: fc.nat(8) }), { minLength: 4, maxLength: 4 });
	fc.assert(
		fc.property(
			fc.array(task, { maxLength: 30 }),
			fc.array(asking, { maxLength: 40 }),
			limits,
			fc.nat(),
			(tasks, asked, rooms, seed) => {
				const candidates = tasks.map(({ account, job, age, ...one }, i) =>
					candidate(
						`t${String(i).padStart(2, "0")}`,
						{
							account: `acc_${account}`,
							priority: one.priority,
							job: `job_${job}`,
							submitted_at: NOW - age,
							...rooms[account],
						},
						{ models: one.models },
					),
				);
				const name = (at: number) => `t${String(at).padStart(2, "0")}`;
				const askers = asked.map(({ models: loaded, refused, hint }) => ({
					warm_models: loaded.map(({ file }) => file),
					refused: new Set(refused.map(name)),
					hint: hint === null ? null : name(hint),
				}));
				const dealer = new Dealer(candidates, { now: NOW, random: dice(seed) });
				const dealt = askers.map((one) => dealer.deal(one)?.task ?? null);
				expect(dealt).toEqual(dealPlainly(candidates, askers, { now: NOW, random: dice(seed) }));
			},
		),
	);
});

describe("dealing ten thousand tasks out takes n log n steps", () => {
	const readsOf =
		(accounts: (at: number) => number, one: Asker, models: (at: number) => TaskNeeds["models"]) =>
		(size: number) => {
			const counter = new Counter();
			const offered = Array.from({ length: size }, (_, i) =>
				candidate(
					`t${i}`,
					{ account: `acc_${accounts(i)}`, job: `job_${i % 97}`, priority: i % 3 },
					{ models: models(i) },
				),
			);
			const dealer = new Dealer(counter.counted(offered), { now: NOW, random: dice(1) });
			let dealt = 0;
			while (dealer.deal(one) !== null) dealt++;
			expect(dealt).toBe(size);
			return counter.reads;
		};
	const cold = { warm_models: [] };
	const warm = { warm_models: [SD15.file, FLUX.file] };

	test.each([
		["of one account", () => 0, cold, () => []],
		["of forty accounts", (at: number) => at % 40, cold, () => []],
		["of an account each", (at: number) => at, cold, () => []],
		["to who has models loaded", () => 0, warm, (at: number) => (at % 2 ? [SD15] : at % 5 ? [FLUX] : [])],
	])("%s", (_name, accounts, one, models) => {
		const times = growth(1_250, readsOf(accounts, one, models));
		expect(times).toBeGreaterThanOrEqual(7);
		expect(times).toBeLessThan(16);
	});
});
