import { describe, expect, test } from "vitest";
import type { TaskNeeds } from "../db/stored.ts";
import { type Asker, abilityOf, type Candidate, canRun, Dealer, type Dealt, PATIENCE_MS } from "./match.ts";
import { withMoreMemory } from "./needs.ts";

const GB = 2 ** 30;
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

describe("needs", () => {
	const able = abilityOf(
		{
			comfyui_version: "0.30.0",
			nodes: ["KSampler", "SaveImage"],
			model_inputs: { Loader: { ckpt_name: [SD15.file], unet_name: [FLUX.file] } },
			file_inputs: {},
		},
		24 * GB,
	);

	test("a worker cannot run what it lacks a node or a model for", () => {
		expect(canRun({ nodes: ["KSampler", "Other"], models: [] }, able)).toBe(false);
		expect(canRun({ nodes: [], models: [{ folder: "loras", file: "none.safetensors" }] }, able)).toBe(false);
		expect(canRun({ nodes: ["SaveImage"], models: [SD15, FLUX] }, able)).toBe(true);
	});

	test("a machine cannot run what ran out of memory on one that is as large, or a few per cent smaller", () => {
		const needs = { nodes: ["SaveImage"], models: [] };
		expect(canRun({ ...needs, min_vram_bytes: 24 * GB }, able)).toBe(true);
		for (const had of [24, 23.7, 22.5, 48]) {
			expect(canRun(withMoreMemory(needs, had * GB), able)).toBe(false);
		}
		for (const had of [16, 12, 0]) expect(canRun(withMoreMemory(needs, had * GB), able)).toBe(true);
		// Where memory is not known, it may be none.
		expect(canRun(withMoreMemory(needs, 0), { ...able, vram_bytes: 0 })).toBe(false);
	});

	test("what a task needs is never lowered by a smaller machine that failed as well", () => {
		const needs = { nodes: [], models: [], min_vram_bytes: 40 * GB };
		expect(withMoreMemory(needs, 8 * GB)).toEqual(needs);
	});

	test("nothing offered, nothing given", () => {
		expect(order([])).toEqual([]);
	});
});
