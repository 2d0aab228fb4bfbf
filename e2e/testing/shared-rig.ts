import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { until } from "../../worker/testing/until.ts";
import type { Stack } from "../stack/stack.ts";
import { queueIsEmpty, setFaults } from "./comfyui.ts";
import { ended } from "./follow.ts";
import { invertedColour } from "./graphs.ts";
import { assertInvariants } from "./invariants.ts";
import { type Rig, type RigOptions, startRig } from "./rig.ts";

/**
 * One worker and its ComfyUI for all tests of a group, which come one after the other: what was done to it in one, the
 * next ones go on with. After each the promises hold and nothing is left in ComfyUI; after the last the same worker
 * runs one more job. `before` may do something in the pool that the worker is to find.
 */
export function shareRig(
	stack: () => Stack,
	pool: string,
	options: RigOptions = {},
	before?: () => Promise<unknown>,
): () => Rig {
	let shared: Rig | undefined;
	const rig = () => {
		if (!shared) throw new Error(`the worker of ${pool} has not started`);
		return shared;
	};
	beforeAll(async () => {
		await before?.();
		shared = await startRig(stack(), pool, options);
	});
	afterEach(async () => {
		const { comfyui, jobs, worker } = rig();
		await until("ComfyUI is there again", () =>
			setFaults(comfyui, []).then(
				() => true,
				() => false,
			),
		);
		await queueIsEmpty(comfyui);
		expect(worker.child.exitCode).toBeNull();
		await assertInvariants(stack(), jobs.splice(0));
	});
	afterAll(async () => {
		try {
			const next = await rig().submit(invertedColour(0x00ff00));
			const job = await ended(stack().client, next.id);
			expect([job.status, job.error]).toEqual(["succeeded", null]);
			await assertInvariants(stack(), [job.id]);
		} finally {
			await shared?.stop();
		}
	});
	return rig;
}
