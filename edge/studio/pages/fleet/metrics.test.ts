import { expect, test } from "vitest";
import { poolsOf, samplesOf } from "./metrics.ts";

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
