import { expect, test } from "vitest";
import type { Policy } from "../rpc/limit.ts";
import { Ledger, SYNC_MS } from "./ledger.ts";
import { Shared } from "./shared.ts";

const policy: Policy = { name: "requests", quota: 6000, window: 60, unit: "requests" };
const uploads: Policy = { name: "uploads", quota: 2, window: 60, unit: "requests" };

test("all of it is taken or nothing: a limit that is reached does not eat from the others", () => {
	const ledger = new Ledger(10);
	const both = [
		{ policy, cost: 1 },
		{ policy: uploads, cost: 1 },
	];
	for (const left of [1, 0]) {
		const { ok, standings } = ledger.spend("a", both, 0);
		expect(ok).toBe(true);
		expect(standings.map((standing) => standing.left)).toEqual([5998 + left, left]);
	}
	const refused = ledger.spend("a", both, 0);
	expect(refused.ok).toBe(false);
	expect(refused.standings.map(({ left, wait }) => [left, wait])).toEqual([
		[5998, 0],
		[0, 30],
	]);
	expect(ledger.spend("b", both, 0).ok).toBe(true);
});

test("its object is told at most once a second, and not of a trifle", () => {
	const ledger = new Ledger(10);
	ledger.spend("a", [{ policy, cost: 59 }], 0);
	expect(ledger.due("a", 0)).toBeNull();
	ledger.spend("a", [{ policy, cost: 1 }], 0);
	expect(ledger.due("a", 0)).toEqual([{ policy, cost: 60 }]);
	ledger.spend("a", [{ policy, cost: 500 }], 0);
	expect(ledger.due("a", SYNC_MS - 1)).toBeNull();
	expect(ledger.due("a", SYNC_MS)).toEqual([{ policy, cost: 500 }]);
	expect(ledger.due("nobody", 0)).toBeNull();
});

test("what others took is gone here too; an object that has forgotten gives nothing back", () => {
	const ledger = new Ledger(10);
	const left = (now: number) => ledger.spend("a", [{ policy, cost: 0 }], now).standings[0]?.left;
	ledger.spend("a", [{ policy, cost: 100 }], 0);
	ledger.due("a", 0);
	ledger.spend("a", [{ policy, cost: 10 }], 0);
	ledger.told("a", { requests: 1000 }, 0);
	expect(left(0)).toBe(990);
	ledger.told("a", { requests: 6000 }, 0);
	expect(left(0)).toBe(990);
});

test("a limit that was changed counts at once; the oldest subject is forgotten when there are too many", () => {
	const ledger = new Ledger(2);
	ledger.spend("a", [{ policy: uploads, cost: 2 }], 0);
	expect(ledger.hasLeft("a", uploads, 0)).toBe(false);
	expect(ledger.spend("a", [{ policy: { ...uploads, quota: 3 }, cost: 1 }], 0).ok).toBe(true);
	ledger.spend("b", [{ policy: uploads, cost: 2 }], 0);
	ledger.spend("a", [{ policy: uploads, cost: 2 }], 0);
	ledger.spend("c", [{ policy: uploads, cost: 2 }], 0);
	expect(["a", "b", "c"].map((subject) => ledger.hasLeft(subject, uploads, 0))).toEqual([false, true, false]);
});

test("a limit that is lowered begins with a full bucket: what was taken before is no debt", () => {
	const ledger = new Ledger(10);
	const shared = new Shared();
	ledger.spend("a", [{ policy, cost: 50 }], 0);
	expect(ledger.due("a", 0)).toBeNull();
	const lowered = { ...policy, quota: 5 };
	const now = 3_600_000;
	for (const left of [4, 3, 2, 1, 0]) {
		const { ok, standings } = ledger.spend("a", [{ policy: lowered, cost: 1 }], now);
		expect([ok, standings[0]?.left]).toEqual([true, left]);
		const due = ledger.due("a", now);
		if (due) ledger.told("a", shared.spent(due, now), now);
	}
	expect(ledger.spend("a", [{ policy: lowered, cost: 1 }], now).standings[0]?.wait).toBe(12);
});

test("eight isolates under one account let through little more than the limit of one", () => {
	const isolates = Array.from({ length: 8 }, () => new Ledger(10));
	const shared = new Shared();
	let through = 0;
	const seconds = 120;
	for (let now = 0; now < seconds * 1000; now += 20) {
		for (const ledger of isolates) {
			if (ledger.spend("a", [{ policy, cost: 1 }], now).ok) through += 1;
			const due = ledger.due("a", now);
			if (due) ledger.told("a", shared.spent(due, now), now);
		}
	}
	const allowed = policy.quota + (seconds / policy.window) * policy.quota;
	expect(through).toBeGreaterThanOrEqual(allowed * 0.9);
	// Each may be ahead by what it takes between two words with the object.
	expect(through).toBeLessThanOrEqual(allowed + isolates.length * (policy.quota / 100 + 50 * 2));
});
