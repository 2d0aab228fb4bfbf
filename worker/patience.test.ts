import { afterEach, describe, expect, test } from "vitest";
import type { FakeTask } from "./testing/fake-edge.ts";
import { slowPicture } from "./testing/graphs.ts";
import { type Rig, type RigOptions, startRig } from "./testing/rig.ts";
import { until } from "./testing/until.ts";

/** What a worker waits for, for how long, and what it makes of the end of its patience. */
let rig: Rig;
afterEach(async () => {
	await rig.close();
	expect(rig.edge.violations).toEqual([]);
});

const PICTURE = [{ name: "picture", node: "3", kind: "image" as const }];
const start = async (options?: RigOptions) => {
	rig = await startRig(options);
	return rig;
};
const submit = (graph = slowPicture(1)) => rig.edge.submit({ graph, outputs: PICTURE });
const ended = (task: FakeTask) =>
	until(`${task.id} ended`, () => task.status !== "queued" && task.status !== "running");
const NEVER = 3_600_000;

describe("the end of a prompt", () => {
	test("is not missed where the history lags behind the socket, however seldom it is asked otherwise", async () => {
		await start({ comfy: { historyLagMs: 3 }, timings: { soonMs: NEVER, lookMs: NEVER } });
		for (let i = 0; i < 10; i++) {
			const task = submit(slowPicture(i));
			await ended(task);
			expect(task.status).toBe("succeeded");
		}
	});

	test("is not lost when somebody clears the history: it runs once more out of the cache", async () => {
		await start({ comfy: { faults: [{ at: "end", do: { kind: "lose_history" } }] } });
		const task = submit();
		await ended(task);
		expect(task.failure).toBeNull();
		expect(task.completion?.graph["3"]?.inputs.filename_prefix).toContain("/run1/");
	});

	test("that nobody can read twice is `prompt_lost`, and may be tried elsewhere", async () => {
		await start({ comfy: { faults: [{ at: "end", times: 0, do: { kind: "lose_history" } }] } });
		const task = submit();
		await ended(task);
		expect(task.failure?.code).toBe("prompt_lost");
		expect(rig.comfy.gpuLog).toHaveLength(2);
	});
});
