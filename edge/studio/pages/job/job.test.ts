import { describe, expect, test } from "vitest";
import { FAILURE_CODES, type FailureCode, failureClass, whoseFault } from "../../../contract/failures.ts";
import type { DurableEvent } from "../../../contract/jobs/events.ts";
import type { UsageTimes } from "../../../contract/usage/usage.ts";
import { isStrip, placesOf, type Stage, type Task } from "./data/places.ts";
import { remainingOf } from "./data/remaining.ts";
import { adviceFor } from "./job-error.tsx";
import { overallPercent, weightsOf } from "./progress/overall-bar.tsx";
import { ringIcon } from "./progress/ring-icon.ts";
import { logText } from "./records/event-lines.ts";

const task = (index: number, take: number, status: Task["status"] = "queued", id = `t${index}-${take}`) =>
	({ id, index, take, status, outputs: [] }) as unknown as Task;
const stage = (status: Stage["status"], ...tasks: Task[]) => ({ status, tasks }) as unknown as Stage;

test("a take of one place leaves the other places with what they had", () => {
	expect(placesOf({ tasks: [task(0, 1), task(1, 1), task(0, 2), task(2, 1)] }).map(({ id }) => id)).toEqual([
		"t0-2",
		"t1-1",
		"t2-1",
	]);
});

test("S3-71 four stages of one picture stand side by side; stages of many do not", () => {
	const one = stage("succeeded", task(0, 1));
	expect(isStrip([one, one, one, stage("waiting")])).toBe(true);
	expect(isStrip([one])).toBe(false);
	expect(isStrip([one, stage("running", task(0, 1), task(1, 1))])).toBe(false);
});

test("S3-68 S3-70 percent counts stages alike, tasks of a stage too, and what runs by its own word", () => {
	const stages = [
		stage("succeeded", task(0, 1, "succeeded")),
		stage("running", task(0, 1, "running", "a"), task(1, 1, "succeeded", "b")),
		stage("waiting"),
		stage("waiting"),
	];
	const progress = [{ task: "a", percent: 50 }] as Parameters<typeof overallPercent>[0]["progress"];
	expect(overallPercent({ stages, progress })).toBe((100 + 75) / 4);
	expect(overallPercent({ stages: [], progress: [] })).toBe(0);
});

test("a stage counts as long as it is estimated to take; one of which nothing is known as much as others", () => {
	const keyed = (key: string, status: Stage["status"], state: Task["status"]) => ({
		...stage(status, task(0, 1, state, key)),
		key,
	});
	const stages = [keyed("long", "succeeded", "succeeded"), keyed("short", "running", "running")] as Stage[];
	const progress = [{ task: "short", percent: 50 }] as Parameters<typeof overallPercent>[0]["progress"];
	const seconds = (key: string, least: number, most: number) =>
		({ key, seconds: { least, most } }) as Parameters<typeof weightsOf>[0][number];
	const weights = weightsOf([seconds("long", 50, 70), seconds("short", 20, 20)]);
	expect(overallPercent({ stages, progress }, weights)).toBe((100 * 60 + 50 * 20) / 80);
	const more = [...stages, keyed("new", "waiting", "queued")] as Stage[];
	expect(overallPercent({ stages: more, progress }, weights)).toBeCloseTo((100 * 60 + 50 * 20) / 120);
	expect(overallPercent({ stages, progress }, weightsOf([seconds("long", 0, 0)]))).toBe(75);
});

describe("what is left", () => {
	const all_outputs = { jobs: 5, p50_ms: 60_000, p95_ms: 90_000, target_p50_ms: null };
	const times = [
		{ workflow: "a", first_output: null, all_outputs, queue: null, cold_start: null },
	] satisfies UsageTimes["data"];
	test.each([
		[0, { least: 60_000, most: 90_000 }],
		[70_000, { least: 0, most: 20_000 }],
		[90_000, "longer"],
	])("after %s ms is %j", (elapsed, left) => {
		expect(remainingOf(times, "a", elapsed)).toEqual(left);
	});
	test("is not told of what was not recorded, or too seldom", () => {
		expect(remainingOf(times, "b", 0)).toBeNull();
		const seldom = times.map((one) => ({ ...one, all_outputs: { ...all_outputs, jobs: 2 } }));
		expect(remainingOf(seldom, "a", 0)).toBeNull();
	});
});

test("every failure but a cancel comes with what to do about it", () => {
	for (const code of Object.keys(FAILURE_CODES) as FailureCode[])
		for (const source of ["library", "client"] as const) {
			const error = { code, class: failureClass(code), whose_fault: whoseFault(code, source) };
			if (code === "canceled") expect(adviceFor(error)).toBeNull();
			else expect(adviceFor(error), code).toMatch(/^advice_/);
		}
});

test("the log is a line for each event, with its number, its time and whatever failed", () => {
	const at = "2026-11-27T08:00:00.000Z";
	const events: DurableEvent[] = [
		{ type: "job", seq: 1, job: "job_1", at, status: "queued", error: null },
		{
			...{ type: "task", seq: 2, job: "job_1", at, stage: "main", task: "t", index: 0, take: 1, epoch: 1 },
			...{ status: "failed", worker: "w", retry_at: null },
			error: { code: "out_of_memory", message: "no memory", node_id: null, class_type: null },
		} as DurableEvent,
	];
	expect(logText(events).split("\n")).toEqual([
		`1\t${at}\tjob queued`,
		`2\t${at}\ttask main[0] take 1 failed, attempt 1 on w: out_of_memory: no memory`,
	]);
});

test("the ring of the tab is as long as the job is far", () => {
	expect(ringIcon(0)).toContain(encodeURIComponent('"0.0 75.4"'));
	expect(ringIcon(150)).toBe(ringIcon(100));
});
