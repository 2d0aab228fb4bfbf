import { expect, test } from "vitest";
import { linesOf } from "./history.ts";

const sample = (minute: number, more: object = {}) => ({
	...{ at: new Date(minute * 60_000).toISOString(), queued_tasks: 0, oldest_wait_s: null },
	...{ workers: 2, busy_workers: 1, spent_micro_usd: 10 },
	...{ cold_starts: 1, cold_start_s: 4, ...more },
});

test("lines are broken where minutes are missing, and a pool without workers is not idle", () => {
	const samples = [sample(1), sample(2, { workers: 0, busy_workers: 0 }), sample(7, { queued_tasks: 4 })];
	expect(linesOf({ samples, step_s: 60 })).toEqual({
		times: [1, 2, 3, 7].map((minute) => minute * 60_000),
		queued: [0, 0, null, 4],
		workers: [2, 0, null, 2],
		busy: [0.5, null, null, 0.5],
		spent: [10, 10, null, 10],
		coldStarts: [1, 1, null, 1],
	});
	expect(linesOf({ samples: [], step_s: 60 }).times).toEqual([]);
});
