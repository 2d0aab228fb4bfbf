import { expect, test } from "vitest";
import { MOST_POINTS, type Point, poolsOf, samplesOf, withPoint } from "./metrics.ts";

const TEXT = `# HELP darkroom_workers Workers that are there
# TYPE darkroom_workers gauge
darkroom_workers{pool="default"} 2
darkroom_workers{pool="a\\"b"} 0
darkroom_queue_tasks{pool="default"} 7
darkroom_held_tasks{pool="default"} 1
darkroom_gpu_busy_ratio{pool="default"} 0.5
darkroom_cost_usd_total{pool="default",status="succeeded"} 1.25
darkroom_cost_usd_total{pool="default",status="failed"} 0.5
`;

test("the metrics of every pool are read, and amounts that are told apart are added up", () => {
	expect(poolsOf(samplesOf(TEXT))).toEqual([
		{ pool: "default", queued: 7, held: 1, workers: 2, busy: 0.5, spent: 1_750_000 },
		{ pool: 'a"b', queued: 0, held: 0, workers: 0, busy: 0, spent: 0 },
	]);
});

test("a point is added up over the pools, weighed by their workers, and the oldest go", () => {
	const pools = poolsOf(samplesOf(TEXT));
	expect(withPoint([], pools, 5)).toEqual([{ at: 5, queued: 7, held: 1, busy: 0.5 }]);
	expect(withPoint([], [], 5)[0]?.busy).toBeNull();
	const full = Array.from(
		{ length: MOST_POINTS },
		(_, at): Point => ({ at, queued: 0, held: 0, busy: null }),
	);
	expect(withPoint(full, pools, 9999).at(0)?.at).toBe(1);
	expect(withPoint(full, pools, 9999)).toHaveLength(MOST_POINTS);
});
