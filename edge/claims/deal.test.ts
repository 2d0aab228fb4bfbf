import fc from "fast-check";
import { expect, test } from "vitest";
import type { Candidate } from "../pools/candidate.ts";
import { dealOut, handOut, type Player } from "./deal.ts";

const NOW = 1_000_000;
const SD15 = { folder: "checkpoints", file: "sd15.safetensors" };

const card = (task: string, changes: Partial<Candidate> = {}): Candidate => ({
	task,
	job: `job_of_${task}`,
	account: "acc_a",
	priority: 0,
	held: 0,
	room: 1000,
	submitted_at: NOW - 1000,
	needs: { nodes: [], models: [] },
	...changes,
});
const players = (count: number): Player[] =>
	Array.from({ length: count }, () => ({ warm_models: [], refused: [] }));
/** Every account keeps its lot, however often is dealt. */
const how = (cards: readonly Candidate[] = []) => {
	const accounts = [...new Set(cards.map(({ account }) => account))];
	return { now: NOW, random: () => Number(accounts.shift()?.slice(-1) ?? 0) };
};

/** Accounts with what they run, may run, and have waiting. */
const queue = fc
	.array(fc.record({ held: fc.nat(4), room: fc.nat(5), waiting: fc.integer({ min: 1, max: 8 }) }), {
		minLength: 1,
		maxLength: 6,
	})
	.map((accounts) =>
		accounts.flatMap(({ held, room, waiting }, a) =>
			Array.from({ length: waiting }, (_, i) =>
				card(`${a}.${i}`, { account: `acc_${a}`, held, room, priority: i % 3 }),
			),
		),
	);

test("P10 many who ask at once are dealt what they would be given one after the other", () => {
	fc.assert(
		fc.property(queue, fc.integer({ min: 1, max: 40 }), (cards, count) => {
			const [together] = dealOut([{ players: players(count), candidates: cards }], how(cards));
			const oneByOne: string[] = [];
			let left = cards;
			for (let i = 0; i < count; i++) {
				const [hand] = dealOut([{ players: players(1), candidates: left }], how(left));
				const [task] = hand?.picks.values() ?? [];
				const { account } = left.find((one) => one.task === task) ?? {};
				if (task === undefined) break;
				oneByOne.push(task);
				left = left.flatMap((one) => {
					if (one.task === task) return [];
					return one.account === account ? [{ ...one, held: one.held + 1, room: one.room - 1 }] : [one];
				});
			}
			expect([...(together?.picks.values() ?? [])]).toEqual(oneByOne);
		}),
	);
});

test("S1-15 no task is dealt twice, and no account more than it has room for, at however many tables (P10)", () => {
	fc.assert(
		fc.property(queue, fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 5 }), (cards, counts) => {
			const hands = dealOut(
				counts.map((count) => ({ players: players(count), candidates: cards })),
				how(),
			);
			const dealt = hands.flatMap(({ picks }) => [...picks.values()]);
			expect(new Set(dealt).size).toBe(dealt.length);
			const named = hands.flatMap(({ wanted }) => wanted.ids);
			expect(new Set(named).size).toBe(named.length);
			for (const [account, own] of Map.groupBy(cards, (one) => one.account)) {
				const count = dealt.filter((task) => own.some((one) => one.task === task)).length;
				expect(count).toBeLessThanOrEqual(own[0]?.room ?? 0);
				if (dealt.length < counts.reduce((a, b) => a + b, 0))
					expect(`${account} ${count}`).toBe(`${account} ${Math.min(own.length, own[0]?.room ?? 0)}`);
			}
		}),
	);
});

test("each is dealt the task whose models it has loaded, where those are equal otherwise", () => {
	const cards = [card("t1"), card("t2", { needs: { nodes: [], models: [SD15] } }), card("t3")];
	const [cold, warm] = [
		{ warm_models: [], refused: [] },
		{ warm_models: [SD15.file], refused: [] },
	];
	const [hand] = dealOut([{ players: [warm, cold], candidates: cards }], how());
	expect(hand?.picks).toEqual(
		new Map([
			[warm, "t2"],
			[cold, "t1"],
		]),
	);
	expect(hand?.more).toBe(true);
});

test("who finds its task taken gets another that stands in for it, but not one that it was refused", () => {
	const cards = Array.from({ length: 6 }, (_, i) => card(`t${i}`));
	const [a, b, c] = [
		{ warm_models: [], refused: ["t3"] },
		{ warm_models: [], refused: [] },
		{ warm_models: [], refused: [] },
	];
	const [hand] = dealOut([{ players: [a, b, c], candidates: cards }], how());
	if (!hand) throw new Error("no hand");
	expect(hand.wanted).toEqual({ ids: ["t0", "t1", "t2", "t3", "t4", "t5"], count: 3 });
	expect(handOut(hand, new Set(["t0", "t1", "t2"]))).toEqual(hand.picks);
	// Others took t0 and t2, so t3 and t4 were reserved in their place.
	expect(handOut(hand, new Set(["t1", "t3", "t4"]))).toEqual(
		new Map([
			[b, "t1"],
			[a, "t4"],
			[c, "t3"],
		]),
	);
	expect(handOut(hand, new Set(["t3"]))).toEqual(new Map([[b, "t3"]]));
	expect(handOut(hand, new Set())).toEqual(new Map());
});
