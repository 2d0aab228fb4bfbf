import fc from "fast-check";
import { expect, test } from "vitest";
import { countedOn, MANY, untilAsked } from "./menu-counts.ts";

test("a count is asked for once a minute, and every ten seconds at most whatever news comes", () => {
	const at = { dataUpdatedAt: 5_000, errorUpdatedAt: 0, isInvalidated: false };
	expect(untilAsked(at, 5_000)).toBe(60_000);
	expect(untilAsked({ ...at, isInvalidated: true }, 5_300)).toBe(9_700);
	expect(untilAsked({ ...at, isInvalidated: true }, 15_000)).toBe(0);
	// A refusal is an answer, too: it is not asked for again at once.
	expect(untilAsked({ ...at, errorUpdatedAt: 20_000, isInvalidated: true }, 21_000)).toBe(9_000);
});

test("a minute of crowds of news asks six times, and never twice within ten seconds", () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1 }), (news) => {
			const asked: number[] = [];
			let state = { dataUpdatedAt: 0, errorUpdatedAt: 0, isInvalidated: false };
			const heard = new Set(news);
			for (let now = 0; now <= 60_000; now += 1) {
				if (heard.has(now)) state = { ...state, isInvalidated: true };
				if (untilAsked(state, now) > 0) continue;
				asked.push(now);
				state = { dataUpdatedAt: now, errorUpdatedAt: 0, isInvalidated: false };
			}
			expect(asked.length).toBeGreaterThan(0);
			expect(asked.length).toBeLessThanOrEqual(6);
			for (const [nth, at] of asked.entries())
				expect(at - (asked[nth - 1] ?? 0)).toBeGreaterThanOrEqual(10_000);
		}),
		{ numRuns: 20 },
	);
});

test("what was done on a page is counted without asking, where it is known how many there are", () => {
	expect(countedOn(2, -1)).toBe(1);
	expect(countedOn(0, -1)).toBe(0);
	expect(countedOn(MANY - 1, 1)).toBe(MANY);
	expect(countedOn(MANY, -1)).toBe(MANY);
});
