import { describe, expect, test } from "vitest";
import { Idleness } from "../attempt/idleness.ts";
import { ConfigError } from "../process/config.ts";
import { readPod } from "./pod.ts";

describe("a pod that is to end when it is idle", () => {
	const env = { RUNPOD_POD_ID: "pod 1", RUNPOD_API_KEY: "pod-key" };
	const asked = { IDLE_STOP_AFTER: 900, IDLE_STOP_ACTION: "terminate" } as const;

	test("is ended through the management API, by the key that RunPod gave it", () => {
		expect(readPod(asked, env)).toMatchObject({ key: "pod-key", end: "terminate", idleMs: 900_000 });
		expect(readPod(asked, env)?.action.href).toBe("https://api.runpod.io/v2/pods/pod%201/action");
		const elsewhere = { ...env, RUNPOD_MANAGEMENT_URL: "http://127.0.0.1:1/v2/" };
		expect(readPod(asked, elsewhere)?.action.href).toBe("http://127.0.0.1:1/v2/pods/pod%201/action");
	});

	test.each([
		["nobody asked for it", { ...asked, IDLE_STOP_AFTER: null }, env],
		["this is a serverless worker", asked, { ...env, RUNPOD_WEBHOOK_GET_JOB: "http://x/job-take/1" }],
		["this is no machine of RunPod", asked, { RUNPOD_API_KEY: "pod-key" }],
	])("is none where %s", (_, config, environment) => {
		expect(readPod(config, environment)).toBeNull();
	});

	test("says what is missing, and no key", () => {
		expect(() => readPod(asked, { RUNPOD_POD_ID: "p" })).toThrow(
			/^RUNPOD_API_KEY: missing; IDLE_STOP_AFTER needs/,
		);
		const wrong = { ...env, RUNPOD_MANAGEMENT_URL: "runpod.io" };
		expect(() => readPod(asked, wrong)).toThrow(ConfigError);
		expect(() => readPod(asked, wrong)).not.toThrow(/pod-key/);
	});
});

test("a worker is idle too long only while it holds nothing, from its last task on, and never without a limit", () => {
	const idle = new Idleness(1_000);
	const looks = [
		[0, 5_000, false],
		[0, 5_999, false],
		[1, 6_000, false],
		[0, 6_999, false],
		[0, 7_000, true],
	] as const;
	for (const [held, now, over] of looks) expect([now, idle.isOver(held, now)]).toEqual([now, over]);
	const forever = new Idleness(Number.POSITIVE_INFINITY);
	expect([forever.isOver(0, 0), forever.isOver(0, 1e15)]).toEqual([false, false]);
});
