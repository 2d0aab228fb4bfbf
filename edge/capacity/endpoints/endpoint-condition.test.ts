import { describe, expect, test } from "vitest";
import type { EndpointCondition, PodOutcome } from "../../contract/pools/capacity.ts";
import { CRASH_LOOP_MS, conditionAfter, conditionWords, type Finding } from "./endpoint-condition.ts";

const SINCE = 1_000;
const NOW = 9_000;
const was = (condition: EndpointCondition | null) => ({
	condition,
	condition_since: condition && SINCE,
	condition_note: condition && "so far",
});
const becomes = (before: EndpointCondition | null, found: Finding) => conditionAfter(was(before), found, NOW);

const nobody = { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0 };
const waited = (
	workers: Partial<typeof nobody>,
	scaling: { max_workers: number; unhealthy: number } | null = null,
	waited_ms = 100_000,
): Finding => ({
	type: "waited",
	waited_ms,
	health: { workers: { ...nobody, ...workers }, jobs: { in_queue: 1, in_progress: 0 } },
	scaling,
});

describe("what an endpoint is in", () => {
	test.each([
		["its workers run", waited({ running: 1 }), null],
		["its workers start", waited({ initializing: 1 }), "starting"],
		["there is none", waited({ throttled: 2 }), "no_capacity"],
		["unhealthy for a short time", waited({ initializing: 1 }, { max_workers: 3, unhealthy: 2 }), "starting"],
		[
			"unhealthy for longer",
			waited({ initializing: 1 }, { max_workers: 3, unhealthy: 2 }, CRASH_LOOP_MS + 1),
			"crash_loop",
		],
		["scaled down", waited({}, { max_workers: 0, unhealthy: 5 }, CRASH_LOOP_MS + 1), "scaled_down"],
		["taken and not claimed", { type: "unclaimed", ticket: "tkt_1" }, "unreachable"],
		["refused", { type: "refused", why: "401" }, "refused"],
		["a pod claims nothing", { type: "pod_useless", pod: "pod_1" }, "useless"],
	] as const)("S0-C02 %s", (_name, found, condition) => {
		expect(becomes(null, found)).toMatchObject({ condition, condition_since: condition && NOW });
	});

	test.each<[PodOutcome, EndpointCondition | null]>([
		["stopped", null],
		["idle", null],
		["budget", null],
		["no_capacity", "no_capacity"],
		["refused", "refused"],
		["crashed", "crash_loop"],
		["unregistered", "crash_loop"],
		["silent", "crash_loop"],
	])("after a pod that ended as %s: %s", (outcome, condition) => {
		expect(becomes(null, { type: "pod_ended", outcome, note: "n" }).condition).toBe(condition);
	});

	test("whatever is found again has been so since it began, with the newest words", () => {
		const again: [EndpointCondition, Finding][] = [
			["no_capacity", waited({ throttled: 1 })],
			["scaled_down", waited({}, { max_workers: 0, unhealthy: 0 })],
			["unreachable", { type: "unclaimed", ticket: "tkt_2" }],
			["refused", { type: "refused", why: "404" }],
			["crash_loop", { type: "pod_ended", outcome: "crashed", note: "again" }],
			["useless", { type: "pod_useless", pod: "pod_2" }],
		];
		for (const [condition, found] of again) {
			const { condition_note, ...rest } = becomes(condition, found);
			expect(rest).toEqual({ condition, condition_since: SINCE });
			expect(condition_note).not.toBe("so far");
		}
		expect(becomes("no_capacity", { type: "refused", why: "" }).condition_since).toBe(NOW);
	});

	test("what ends it: somebody who claims ends all, the rest only what it disproves", () => {
		const all: EndpointCondition[] = [
			"starting",
			"no_capacity",
			"crash_loop",
			"scaled_down",
			"refused",
			"unreachable",
			"useless",
		];
		const left = (found: Finding) => all.filter((one) => becomes(one, found).condition === one);
		expect(left({ type: "claimed" })).toEqual([]);
		expect(left({ type: "quiet" })).toEqual(["refused", "unreachable"]);
		expect(left({ type: "pod_serving" })).toEqual(["useless"]);
		expect(left({ type: "ticket_taken" })).toEqual(all.filter((one) => one !== "refused"));
		expect(becomes("refused", { type: "ticket_taken" })).toEqual(was(null));
		for (const before of ["no_capacity", "refused"] as const)
			expect(becomes(before, { type: "pod_taken", pod: "pod_1" }).condition).toBe("starting");
		expect(becomes("useless", { type: "pod_taken", pod: "pod_1" })).toEqual(was("useless"));
		expect(becomes("crash_loop", { type: "pod_ended", outcome: "idle", note: "" })).toEqual(
			was("crash_loop"),
		);
	});

	test("words: nothing hangs where no more is known", () => {
		const words = (condition_note: string | null) => conditionWords("refused", { condition_note }, "; ");
		expect(words(null)).toBe("RunPod refuses requests to it");
		expect(words("")).toBe("RunPod refuses requests to it");
		expect(words("401")).toBe("RunPod refuses requests to it; 401");
	});
});
