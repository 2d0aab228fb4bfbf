import { expect, test } from "vitest";
import { endpointRow, START } from "../testing/world.ts";
import { whyNoMachine } from "./queue-reason.ts";

const needs = { nodes: [], models: [] };
type Row = Parameters<typeof endpointRow>[0] & {
	open?: { micro_usd_per_second: number; issued_at: number; used_at: number | null }[];
};
const reason = (...rows: Row[]) =>
	whyNoMachine(
		needs,
		rows.map(({ open = [], ...more }, i) => ({ ...endpointRow({ id: `ept_${i}`, ...more }), open })),
		START,
	);

test("why no machine is there: by the endpoint that comes first for the task, unless another may bring one", () => {
	const since = START - 5;
	expect(reason()).toBeNull();
	expect(reason({ kinds: ["train"] })).toBeNull();
	expect(reason({})).toEqual({ reason: "starting", since: null });
	expect(reason({ condition: "no_capacity", condition_since: since })).toEqual({
		reason: "no_capacity",
		since,
	});
	expect(reason({ condition: "crash_loop", condition_since: since })).toEqual({
		reason: "crash_loop",
		since,
	});
	expect(reason({ condition: "useless", condition_since: since })?.reason).toBe("crash_loop");
	expect(reason({ paused_at: since, condition: "crash_loop" })).toEqual({ reason: "capacity_paused", since });
	const spent = { daily_budget_micro_usd: 5, spent_micro_usd: 5, spent_day: Math.floor(START / 86_400_000) };
	expect(reason(spent)).toEqual({ reason: "capacity_budget", since: null });
	// What its open tickets have cost so far counts, as it does where tickets are issued.
	const micro_usd_per_second = 1_000_000;
	const [used, unused] = [
		{ micro_usd_per_second, issued_at: START - 3_000, used_at: START - 2_000 },
		{ micro_usd_per_second, issued_at: START - 3_000, used_at: null },
	];
	expect(reason({ daily_budget_micro_usd: 3_000_000, open: [used] })?.reason).toBe("capacity_budget");
	expect(reason({ daily_budget_micro_usd: 3_000_001, open: [used, unused] })?.reason).toBe("starting");
	expect(reason({ condition: "crash_loop" }, { condition: "starting", condition_since: since })).toEqual({
		reason: "starting",
		since,
	});
});
