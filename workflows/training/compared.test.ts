import * as fc from "fast-check";
import { expect, test } from "vitest";
import { comparedSteps } from "./compared.ts";

test("of many checkpoints those at even distances are compared, and always the last", () => {
	expect(comparedSteps([200, 400, 600, 800, 1000], 5)).toEqual([200, 400, 600, 800, 1000]);
	expect(comparedSteps([200, 400, 600, 800, 1000, 1200], 3)).toEqual([400, 800, 1200]);
	expect(comparedSteps([200, 400, 600], 1)).toEqual([600]);
	expect(comparedSteps([], 3)).toEqual([]);
});

test("they are some of those there are, each once and in order", () => {
	const steps = fc.uniqueArray(fc.integer({ min: 1, max: 20_000 }), { maxLength: 60 });
	fc.assert(
		fc.property(steps, fc.integer({ min: 1, max: 12 }), (unordered, most) => {
			const there = unordered.toSorted((a, b) => a - b);
			const taken = comparedSteps(there, most);
			expect(taken).toHaveLength(Math.min(most, there.length));
			expect(taken.at(-1)).toBe(there.at(-1));
			expect([...new Set(taken)].toSorted((a, b) => a - b)).toEqual(taken);
			for (const step of taken) expect(there).toContain(step);
		}),
	);
});
