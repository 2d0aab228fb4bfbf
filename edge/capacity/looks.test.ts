import fc from "fast-check";
import { expect, test } from "vitest";
import type { LookWish } from "../rpc/pool.ts";
import { Looks } from "./looks.ts";
import { LOOK_PAUSE_MS } from "./runpod/pace.ts";
import { type Tended, tendPool } from "./tend.ts";
import { endpointRow, FakePool } from "./testing/world.ts";

interface Hint extends LookWish {
	at: number;
	/** What happens, and is told. */
	act?: () => void;
}

/** Looks as a pool's object has them, by one alarm: hints arm it, and so does what a look answers. Times in milliseconds. */
async function looksAfter(
	hints: readonly Hint[],
	{ tookMs, look }: { tookMs: number; look: (at: number) => Promise<Tended | null> },
): Promise<number[]> {
	const looks = new Looks();
	const begun: number[] = [];
	let ended = 0;
	let alarm: number | null = null;
	const arm = (at: number) => {
		alarm = alarm === null ? at : Math.min(alarm, at);
	};
	const waiting = hints.toSorted((a, b) => a.at - b.at);
	const hear = (until: number) => {
		while (waiting[0] && waiting[0].at <= until) {
			const { act, at, ...wish } = waiting.shift() as Hint;
			act?.();
			arm(looks.wish(wish, at, 0));
		}
	};
	const last = (waiting.at(-1)?.at ?? 0) + 10_000;
	for (let now = 0; now <= last; ) {
		const due: number = alarm === null ? Number.POSITIVE_INFINITY : Math.max(alarm, ended);
		const next = waiting[0]?.at ?? Number.POSITIVE_INFINITY;
		now = Math.min(due, next);
		if (next <= due) hear(now);
		else if (now <= last) {
			alarm = null;
			const soonest = looks.soonest(now);
			if (soonest > now) arm(soonest);
			else {
				begun.push(now);
				looks.begin();
				const tended = await look(now);
				ended = now + tookMs;
				hear(ended);
				looks.end(ended, tended);
				if (tended !== null) arm(looks.soonest(tended.next));
			}
		}
	}
	return begun;
}

const times = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 200 });
const tookMs = fc.integer({ min: 0, max: 3_000 });

test("hints that say of no hurry: looks keep their pause; each hint is followed by a look, the first at once", async () => {
	await fc.assert(
		fc.asyncProperty(times, tookMs, async (at, took) => {
			const looks = await looksAfter(
				at.map((one) => ({ at: one })),
				{ tookMs: took, look: async () => null },
			);
			for (const [i, begun] of looks.entries())
				if (i > 0) expect(begun - (looks[i - 1] ?? 0)).toBeGreaterThanOrEqual(LOOK_PAUSE_MS + took);
			expect(looks[0]).toBe(Math.min(...at));
			for (const one of at)
				expect(looks.some((begun) => begun >= one && begun <= one + LOOK_PAUSE_MS + 2 * took)).toBe(true);
		}),
	);
});

test("hints of new tasks that bring no ticket are looked after at once a few times, and then with the pause", async () => {
	for (const room of [true, false]) {
		const hints = Array.from({ length: 6_000 }, (_, i) => ({ at: 10 * i, reason: "work" as const }));
		const look = async (at: number) => ({ issued: 0, room, next: at + 300_000 });
		const looks = await looksAfter(hints, { tookMs: 1, look });
		expect(looks.length).toBeLessThanOrEqual(60 + 10);
		expect(looks.length).toBeGreaterThan(50);
	}
});

test("no worker idle while a task waits: whenever a task comes and a machine is free, or one becomes free, its ticket is sent by the next look, which is at once; no pause is between", async () => {
	const life = fc.array(fc.record({ at: fc.integer({ min: 0, max: 8_000 }), end: fc.boolean() }), {
		minLength: 1,
		maxLength: 80,
	});
	await fc.assert(
		fc.asyncProperty(life, fc.integer({ min: 0, max: 400 }), async (steps, took) => {
			const pool = new FakePool(endpointRow({ max_workers: 3, spare: 0 }));
			const busy = () => [...pool.tasks.values()].filter(({ status }) => status === "running");
			/** Since when a machine stands idle, or may be started, though a task waits. */
			let since: number | null = null;
			let longest = 0;
			const note = (now: number) => {
				if (since !== null) longest = Math.max(longest, now - since);
				since = pool.runnable.length > 0 && busy().length < 3 ? (since ?? now) : null;
			};
			const hints = steps.map(
				({ at, end }): Hint => ({
					...{ at, reason: end ? "freed" : "work" },
					act: () => {
						const [first] = busy();
						if (!end) pool.submit();
						else if (first) pool.end(first, "succeeded", "succeeded");
						note(at);
					},
				}),
			);
			await looksAfter(hints, {
				tookMs: took,
				look: async (at) => {
					pool.clock = at;
					const tended = await tendPool(pool, "pool");
					// Machines are warm: each ticket is claimed with as soon as it is there.
					for (const { id, used_task } of pool.open) if (used_task === null) pool.claim(id);
					note(at);
					return tended;
				},
			});
			// The look under way did not know; the one after it does.
			expect(longest).toBeLessThanOrEqual(took);
		}),
	);
});

test("tasks that come while every machine is busy wait for the pause, and the one after a machine became free does not", () => {
	const looks = new Looks();
	looks.begin();
	looks.end(0, { issued: 0, room: false });
	for (let now = 0; now < 100; now++) expect(looks.wish({ reason: "work" }, now, 0)).toBe(LOOK_PAUSE_MS);
	expect(looks.soonest(100)).toBe(LOOK_PAUSE_MS);
	expect(looks.wish({ reason: "freed" }, 100, 0)).toBe(100);
	expect(looks.soonest(100)).toBe(100);
	looks.begin();
	looks.end(101, { issued: 0, room: true });
	expect(looks.soonest(102)).toBe(101 + LOOK_PAUSE_MS);
	expect(looks.wish({ reason: "work" }, 102, 0)).toBe(102);
});
