import { afterEach, expect } from "vitest";
import type { ClaimedTask } from "../../edge/contract/workers/workers.ts";
import type { FakeTask } from "./fake-attempts.ts";
import { type Rig, type RigOptions, startRig } from "./rig.ts";
import { until } from "./until.ts";

/** The one output that most tasks of tests have. */
export const PICTURE: ClaimedTask["outputs"] = [{ name: "picture", node: "3", kind: "image" }];

/**
 * The rig of a test file. Each test starts one; it is closed after the test, and the edge in it must have seen
 * nothing that the contract forbids.
 */
export function useRig() {
	let current: Rig | null = null;
	afterEach(async () => {
		const rig = current;
		current = null;
		await rig?.close();
		expect(rig?.edge.violations ?? []).toEqual([]);
	});
	const rig = () => {
		if (current === null) throw new Error("no rig was started");
		return current;
	};
	return {
		get edge() {
			return rig().edge;
		},
		get comfy() {
			return rig().comfy;
		},
		get worker() {
			return rig().worker;
		},
		/** The emulated RunPod, where the worker is one of it. */
		get runpod() {
			const { runpod } = rig();
			if (runpod === null) throw new Error("the rig was started without RunPod");
			return runpod;
		},
		get lines() {
			return rig().lines;
		},
		async start(options?: RigOptions): Promise<void> {
			current = await startRig(options);
		},
		/** Queues a task whose node 3 saves a picture, unless told otherwise. */
		submit(graph: unknown, outputs: ClaimedTask["outputs"] = PICTURE): FakeTask {
			return rig().edge.submit({ graph, outputs });
		},
		/** Whether the worker has said so. */
		logged(text: string): boolean {
			return rig().lines.some((line) => line.includes(text));
		},
	};
}

const FINAL: readonly FakeTask["status"][] = ["succeeded", "failed", "canceled", "released"];

/** Resolves when nothing more becomes of the attempt. */
export async function ended(task: FakeTask): Promise<void> {
	await until(`${task.id} ended`, () => FINAL.includes(task.status));
}

/** Whether it was heard how far the task is. */
export function progressed(task: FakeTask): boolean {
	return task.reports.some((one) => one.type === "progress" && one.percent > 0);
}
