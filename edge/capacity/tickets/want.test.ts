import { describe, expect, test } from "vitest";
import { WORK_KINDS } from "../../contract/pools/capacity.ts";
import { Counter, growth } from "../../testing/counted.ts";
import { costBy, isOverBudget } from "../endpoints/cost.ts";
import { endpointRow, START } from "../testing/world.ts";
import { kindOfWork, timesOf } from "./times.ts";
import { type IssuingEndpoint, type OpenTicket, wantedTickets } from "./want.ts";

const GB = 2 ** 30;
const endpoint = (more: Partial<IssuingEndpoint> = {}): IssuingEndpoint => ({
	...endpointRow(),
	closed: null,
	...more,
});
const task = (id: string, more: object = {}) => ({ id, needs: {}, spent: 0, ...more });
const unused = (id: string, of = "ept_1"): OpenTicket => ({ id, endpoint: of, kind: "small", used: false });

describe("which tickets are wanted", () => {
	test("one for each task that none is open for, up to the cap, the first task first", () => {
		const tasks = ["a", "b", "c", "d", "e", "f"].map((id) => task(id));
		const open: OpenTicket[] = [unused("t1"), { ...unused("t2"), used: true }];
		const { issue, idle } = wantedTickets([endpoint({ max_workers: 3, spare: 1 })], open, tasks);
		expect(issue.map(({ hint }) => hint)).toEqual(["b", "c"]);
		expect(idle).toEqual([]);
		expect(wantedTickets([endpoint()], [unused("t1"), unused("t2")], [task("a")])).toEqual({
			issue: [],
			idle: ["t2"],
		});
	});

	test("a task goes where its memory and its kind of work are at home, the smallest and cheapest first", () => {
		const small = endpoint({ id: "small", vram_bytes: 24 * GB, kinds: ["small"] });
		const large = endpoint({ id: "large", vram_bytes: 80 * GB, kinds: ["small", "large"] });
		const train = endpoint({ id: "train", vram_bytes: 48 * GB, kinds: ["train"] });
		const demands = { vram_gb: 48 };
		const tasks = [
			task("a"),
			task("b", { needs: { demands } }),
			task("c", { needs: { work: "large" } }),
			task("d", { needs: { work: "train", demands: { vram_gb: 60 } } }),
			task("e", { needs: { min_vram_bytes: 30 * GB } }),
			task("f", { needs: { min_vram_bytes: 90 * GB } }),
		];
		const { issue } = wantedTickets([large, train, small], [], tasks);
		expect(issue.map((one) => [one.hint, one.endpoint, one.kind])).toEqual([
			["a", "small", "small"],
			["b", "large", "small"],
			["c", "large", "large"],
			// No endpoint has more for it.
			["d", "train", "train"],
			["e", "large", "small"],
		]);
	});

	test("small work goes to the large endpoint once the small one is full, and not by the ticket of a large task", () => {
		const at = (id: string, gb: number, max_workers: number) =>
			endpoint({ id, vram_bytes: gb * GB, kinds: ["small"], max_workers, spare: 0 });
		const tasks = [task("a"), task("b"), task("big", { needs: { demands: { vram_gb: 48 } } })];
		const { issue } = wantedTickets([at("large", 80, 5), at("small", 24, 1)], [unused("t1", "large")], tasks);
		expect(issue.map((one) => `${one.hint} ${one.endpoint}`)).toEqual(["a small", "b large"]);
	});

	test("a ticket of a smaller kind does not stand for a task of a larger one", () => {
		expect(wantedTickets([endpoint()], [unused("t1")], [task("a", { needs: { work: "train" } })])).toEqual({
			issue: [{ endpoint: "ept_1", kind: "train", hint: "a" }],
			idle: ["t1"],
		});
	});

	test("none where the endpoint is closed or paused, or five came to nothing; what a paused one has open is idle", () => {
		const open = [unused("t1")];
		const tasks = [task("a"), task("b")];
		expect(wantedTickets([endpoint({ closed: "budget" })], open, tasks)).toEqual({ issue: [], idle: [] });
		expect(wantedTickets([endpoint({ closed: "paused" })], open, tasks)).toEqual({ issue: [], idle: ["t1"] });
		expect(wantedTickets([endpoint()], [], [task("a", { spent: 5 })]).issue).toEqual([]);
	});
});

test("tickets for ten thousand tasks, half of which have one: n log n steps", () => {
	const readsOf = (size: number) => {
		const counter = new Counter();
		const all = [24, 48, 80].map((gb) =>
			endpoint({ id: `e${gb}`, vram_bytes: gb * GB, max_workers: size, spare: 0 }),
		);
		const needs = [{}, { demands: { vram_gb: 40 } }, { work: "train" as const }];
		const tasks = Array.from({ length: size }, (_, i) => task(`t${i}`, { needs: needs[i % 3] }));
		const open = Array.from({ length: size / 2 }, (_, i) => unused(`o${i}`, `e${[24, 48, 80][i % 3]}`));
		const { issue, idle } = wantedTickets(
			counter.counted(all),
			counter.counted(open),
			counter.counted(tasks),
		);
		expect(issue.length + (open.length - idle.length)).toBe(size);
		return counter.reads;
	};
	const times = growth(1_250, readsOf);
	expect(times).toBeGreaterThanOrEqual(7);
	expect(times).toBeLessThan(16);
});

test("times and kinds of work: the longer a task may take, the longer its ticket", () => {
	expect(kindOfWork({ training: false, timeout_seconds: 900 })).toBe("small");
	expect(kindOfWork({ training: false, timeout_seconds: 901 })).toBe("large");
	expect(kindOfWork({ training: true, timeout_seconds: 10 })).toBe("train");
	expect(timesOf("small", {}).execution_ms).toBeGreaterThan(2 * 900_000);
	const [small, large, train] = WORK_KINDS.map((kind) => timesOf(kind, {}));
	for (const of of ["execution_ms", "ttl_ms"] as const) {
		expect(small?.[of]).toBeLessThan(large?.[of] ?? 0);
		expect(large?.[of]).toBeLessThan(train?.[of] ?? 0);
	}
	for (const times of [small, large, train]) expect(times?.ttl_ms).toBeGreaterThan(times?.execution_ms ?? 0);
	const own = { execution_ms: 1, ttl_ms: 2 };
	expect(timesOf("train", { train: own })).toEqual(own);
});

test("what a ticket cost, and when a budget is used up: today's only, and what runs counts", () => {
	const ticket = { micro_usd_per_second: 310, issued_at: START, used_at: START + 60_000 };
	expect(costBy({ ...ticket, used_at: null }, START + 1e6)).toBe(0);
	expect(costBy(ticket, START + 90_000)).toBe(90 * 310);
	// A queue of hours is no machine time.
	expect(costBy({ ...ticket, used_at: START + 1e7 }, START + 1e7)).toBe(420 * 310);
	const today = Math.floor(START / 86_400_000);
	const budget = { daily_budget_micro_usd: 1000, spent_day: today, spent_micro_usd: 900 };
	expect(isOverBudget(budget, [], START)).toBe(false);
	expect(isOverBudget(budget, [ticket], START + 90_000)).toBe(true);
	expect(isOverBudget({ ...budget, spent_micro_usd: 1000 }, [], START)).toBe(true);
	expect(isOverBudget({ ...budget, spent_day: today - 1, spent_micro_usd: 5000 }, [], START)).toBe(false);
	expect(isOverBudget({ ...budget, daily_budget_micro_usd: null }, [ticket], START)).toBe(false);
});
