import { expect, test } from "vitest";
import type { EndpointResource } from "../../../edge/contract/pools/capacity.ts";
import { settingsOf } from "./command.ts";
import { shown } from "./text.ts";

const NEW = { gpu: "RTX 4090", "vram-gb": "24", "micro-usd-per-second": "310", "max-workers": "3" };
const THERE: EndpointResource = {
	endpoint: "rp1",
	pool: "default",
	mode: "serverless",
	pod: null,
	pods: { starting: 0, serving: 0, ending: 0 },
	gpu: "RTX 4090",
	vram_bytes: 24 * 2 ** 30,
	micro_usd_per_second: 310,
	max_workers: 3,
	spare: 2,
	kinds: ["small"],
	time_limits: { small: { execution_s: 600, ttl_s: 3600 } },
	daily_budget_micro_usd: 5_000_000,
	pause_reason: "new image",
	paused_at: "2026-11-27T00:00:00.000Z",
	condition: null,
	spent_today_micro_usd: 1_200_000,
	tickets: { cap: 5, waiting: 1, used: 2 },
	created_at: "2026-11-27T00:00:00.000Z",
	updated_at: "2026-11-27T00:00:00.000Z",
};

test("a new endpoint needs what nobody can guess; one that is there keeps what is not named", () => {
	expect(settingsOf(undefined, NEW)).toMatchObject({
		vram_bytes: 24 * 2 ** 30,
		spare: 1,
		pause_reason: null,
	});
	expect(() => settingsOf(undefined, { "vram-gb": "24" })).toThrow("a new endpoint needs --gpu");
	expect(() => settingsOf(undefined, { ...NEW, "max-workers": "many" })).toThrow(
		"--max-workers: many is no number",
	);
	expect(() => settingsOf(THERE, { kinds: "small,huge" })).toThrow("huge is none of small, large, train");
	const { endpoint: _, ...there } = THERE;
	expect(there).toMatchObject(settingsOf(THERE, {}));
	expect(
		settingsOf(THERE, { resume: true, "daily-budget-usd": "none", kinds: "small, train" }),
	).toMatchObject({
		pause_reason: null,
		daily_budget_micro_usd: null,
		kinds: ["small", "train"],
	});
	expect(settingsOf(THERE, { "daily-budget-usd": "7.5" }).daily_budget_micro_usd).toBe(7_500_000);
});

test("an endpoint of pods needs a template and GPUs, and keeps them; it is shown with its pods", () => {
	expect(() => settingsOf(undefined, { ...NEW, "pod-template": "tpl" })).toThrow(
		"a new endpoint needs --pod-gpus",
	);
	const made = settingsOf(undefined, { ...NEW, "pod-template": "tpl", "pod-gpus": "NVIDIA L4, NVIDIA A40" });
	const pod = { template: "tpl", gpu_ids: ["NVIDIA L4", "NVIDIA A40"], idle_s: 300, start_s: 1200 };
	expect(made).toMatchObject({ mode: "pod", pod });
	const there: EndpointResource = {
		...THERE,
		mode: "pod",
		pod,
		pods: { starting: 1, serving: 2, ending: 0 },
	};
	expect(settingsOf(there, { "pod-idle": "900" }).pod).toEqual({ ...pod, idle_s: 900 });
	const text = shown({ pool: "default", runnable: 0, wanted: 0, endpoints: [there], reasons: [] });
	expect(text).toContain("1 pods start, 2 serve, 0 end; 1.20 of 5.00 USD today");
});

test("a pool is shown with its endpoints and reasons", () => {
	const text = shown({
		pool: "default",
		runnable: 2,
		wanted: 0,
		endpoints: [THERE],
		reasons: ["rp1 is paused"],
	});
	expect(text).toContain("2 tasks could be claimed now, 0 tickets or pods are missing");
	expect(text).toContain("1 tickets wait, 2 are used, of 5; 1.20 of 5.00 USD today; paused");
	expect(text).toContain("- rp1 is paused");
});
