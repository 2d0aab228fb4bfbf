import { describe, expect, test } from "vitest";
import type { StopReason } from "../../comfyui/watch-state.ts";
import type { Verdict } from "../../comfyui/wire/history.ts";
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

const UNREACHABLE = { outcome: { type: "released", cause: "comfyui_unreachable" } };

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
		[
			"interrupted to drain",
			finished(interrupted, "drain"),
			{ outcome: { type: "released", cause: "drain" } },
		],
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
			{ outcome: { failure: { code: "comfyui_crashed" } }, broken: { how: "gpu" } },
		],
		[
			"withdrawn by a cancel",
			{ how: "withdrawn", stop: "canceled", ranMs: 70 },
			{ outcome: { failure: { code: "canceled" } }, gpuMs: 70 },
		],
		[
			"lost before it began",
			{ how: "lost", started: false, ranMs: 0 },
			{ outcome: { failure: { code: "prompt_lost" } }, gpuMs: 0 },
		],
		[
			"lost while it ran",
			{ how: "lost", started: true, ranMs: 70 },
			{ outcome: { failure: { code: "comfyui_crashed" } }, gpuMs: 70 },
		],
		["a crash before it began", { how: "crashed", started: false, ranMs: 0 }, UNREACHABLE],
		[
			"a crash while it ran",
			{ how: "crashed", started: true, ranMs: 70 },
			{ outcome: { failure: { code: "comfyui_crashed" } }, gpuMs: 70 },
		],
		[
			"a wait that nobody waits for",
			{ how: "abandoned", stop: "comfyui_unreachable", ranMs: 0 },
			{ ...UNREACHABLE, broken: null },
		],
		["no ComfyUI", { how: "unreachable", sent: false }, UNREACHABLE],
		[
			"success that nobody can read any more",
			{ how: "unrecorded", ranMs: 70 },
			{ outcome: { type: "unrecorded", failure: { code: "prompt_lost" } }, gpuMs: 70, broken: null },
		],
		[
			"a hang",
			{ how: "hung", stop: null, ranMs: 70 },
			{ outcome: { failure: { code: "comfyui_hung" } }, broken: { how: "hangs" } },
		],
		[
			"a hang under a cancel",
			{ how: "hung", stop: "canceled", ranMs: 70 },
			{ outcome: { failure: { code: "canceled" } }, broken: { how: "hangs" } },
		],
	])("%s", (_name, end, expected) => {
		expect(judgeRun(end, 60)).toMatchObject(expected);
	});
});
