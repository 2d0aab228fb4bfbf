import { describe, expect, test } from "vitest";
import type { Verdict } from "../../comfyui/history.ts";
import type { StopReason } from "../../comfyui/watch.ts";
import { judgeRun } from "./judge.ts";
import type { RunEnd } from "./run-graph.ts";

const at = { startedAt: 100, endedAt: 350 };
const error = (exception_type: string, exception_message = "") => ({
	result: "error" as const,
	error: { exception_type, exception_message },
	...at,
});
const finished = (verdict: Verdict, stop: StopReason | null = null): RunEnd => ({
	how: "finished",
	verdict,
	entry: { outputs: {} },
	stop,
});
const success: Verdict = { result: "success", ...at };
const interrupted: Verdict = { result: "interrupted", ...at };

describe("the end of a run", () => {
	test.each<[string, RunEnd, object]>([
		["success", finished(success), { outcome: { type: "succeeded" }, gpuMs: 250, broken: null }],
		["success although it was to be drained", finished(success, "drain"), { outcome: { type: "succeeded" } }],
		[
			"success after a cancel",
			finished(success, "canceled"),
			{ outcome: { failure: { code: "canceled" } }, gpuMs: 250 },
		],
		["success after the lease was lost", finished(success, "lease_lost"), { outcome: { type: "dropped" } }],
		["interrupted by nobody", finished(interrupted), { outcome: { failure: { code: "interrupted" } } }],
		["interrupted to drain", finished(interrupted, "drain"), { outcome: { type: "released" } }],
		[
			"interrupted for its time",
			finished(interrupted, "runtime_exceeded"),
			{ outcome: { failure: { code: "runtime_exceeded" } } },
		],
		[
			"interrupted for its silence",
			finished(interrupted, "comfyui_hung"),
			{ outcome: { failure: { code: "comfyui_hung" } }, broken: null },
		],
		[
			"an exception",
			finished(error("ValueError", "no")),
			{ outcome: { failure: { code: "node_error" } }, broken: null },
		],
		[
			"a broken GPU",
			finished(error("RuntimeError", "CUDA error: device-side assert triggered")),
			{ outcome: { failure: { code: "comfyui_crashed" } }, broken: expect.any(String) },
		],
		[
			"withdrawn by a cancel",
			{ how: "withdrawn", stop: "canceled" },
			{ outcome: { failure: { code: "canceled" } }, gpuMs: 0 },
		],
		[
			"lost before it began",
			{ how: "lost", started: false },
			{ outcome: { failure: { code: "prompt_lost" } }, gpuMs: 0 },
		],
		[
			"lost while it ran",
			{ how: "lost", started: true },
			{ outcome: { failure: { code: "comfyui_crashed" } }, gpuMs: null },
		],
		["a crash before it began", { how: "crashed", started: false }, { outcome: { type: "released" } }],
		[
			"a crash while it ran",
			{ how: "crashed", started: true },
			{ outcome: { failure: { code: "comfyui_crashed" } } },
		],
		["no ComfyUI", { how: "unreachable" }, { outcome: { type: "released" } }],
		[
			"a hang",
			{ how: "hung", stop: null },
			{ outcome: { failure: { code: "comfyui_hung" } }, broken: expect.any(String) },
		],
		[
			"a hang under a cancel",
			{ how: "hung", stop: "canceled" },
			{ outcome: { failure: { code: "canceled" } }, broken: expect.any(String) },
		],
	])("%s", (_name, end, expected) => {
		expect(judgeRun(end, 60)).toMatchObject(expected);
	});
});
