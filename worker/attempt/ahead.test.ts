import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AheadView, blend, claimsWanted, MAX_HELD, remainingMs } from "./ahead.ts";

const view = (over: Partial<AheadView>): AheadView => ({
	tasks: [],
	claiming: 0,
	finishing: 0,
	cycleMs: 20,
	...over,
});
const short = { expectedMs: 200, remainingMs: 200 };

describe("claiming ahead", () => {
	test("asks for one task when idle, and not twice at once", () => {
		expect(claimsWanted(view({}))).toBe(1);
		expect(claimsWanted(view({ claiming: 1 }))).toBe(0);
	});

	test("keeps one short task behind the running one", () => {
		expect(claimsWanted(view({ tasks: [short] }))).toBe(1);
		expect(claimsWanted(view({ tasks: [short, short] }))).toBe(0);
		expect(claimsWanted(view({ tasks: [short], claiming: 1 }))).toBe(0);
	});

	test("goes deeper when a claim takes longer than a task, up to a bound", () => {
		const slowEdge = { cycleMs: 250 };
		expect(claimsWanted(view({ tasks: [short], ...slowEdge }))).toBe(2);
		expect(claimsWanted(view({ tasks: [short, short], ...slowEdge }))).toBe(1);
		expect(claimsWanted(view({ tasks: [short], cycleMs: 60_000 }))).toBe(MAX_HELD - 1);
	});

	test("holds back behind a long task until its end is near, so that a free GPU gets the job", () => {
		const long = { expectedMs: 60_000, remainingMs: 30_000 };
		expect(claimsWanted(view({ tasks: [long] }))).toBe(0);
		expect(claimsWanted(view({ tasks: [{ ...long, remainingMs: 2_900 }] }))).toBe(1);
		expect(claimsWanted(view({ tasks: [{ ...long, remainingMs: 8_900 }], cycleMs: 3_000 }))).toBe(1);
		expect(claimsWanted(view({ tasks: [long], cycleMs: 3_000 }))).toBe(0);
	});

	test("stops while uploads pile up", () => {
		expect(claimsWanted(view({ finishing: 6 }))).toBe(0);
	});

	const task = fc.record({ expectedMs: fc.nat(100_000), remainingMs: fc.nat(100_000) });
	const anyView = fc.record({
		tasks: fc.array(task, { maxLength: 6 }),
		claiming: fc.nat(5),
		finishing: fc.nat(8),
		cycleMs: fc.nat(20_000),
	});
	test("never holds more than the bound, and never lets a healthy worker sit idle", () => {
		fc.assert(
			fc.property(anyView, (any) => {
				const wanted = claimsWanted(any);
				expect(wanted).toBeGreaterThanOrEqual(0);
				if (wanted > 0) expect(any.tasks.length + any.claiming + wanted).toBeLessThanOrEqual(MAX_HELD);
				if (any.tasks.length === 0 && any.claiming === 0 && any.finishing < 6) expect(wanted).toBe(1);
			}),
		);
	});
});

describe("what is left of a task", () => {
	test("follows from its progress once that says something, else from what is usual", () => {
		expect(remainingMs(1_000, 10_000, 50)).toBe(1_000);
		expect(remainingMs(1_000, 10_000, 30)).toBe(9_000);
		expect(remainingMs(8_000, 10_000, 20)).toBe(32_000);
		expect(remainingMs(5_000, 1_000, 0)).toBe(5_000);
	});
	test("learns quickly what is usual", () => {
		expect(blend(undefined, 100)).toBe(100);
		expect(blend(100, 200)).toBe(150);
	});
});
