import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { type ComfyEmulator, startComfyEmulator } from "../emulators/comfyui/server.ts";
import { FakeEdge } from "./fake-edge.ts";
import { startProcess, type WorkerProcess } from "./process.ts";

/**
 * Puts an edge and an emulated ComfyUI around each test of a file, in which a worker is a process of its own, and sees
 * to it that nothing of it is left.
 */
export function useProcess() {
	let around: { edge: FakeEdge; comfy: ComfyEmulator; scratch: string } | null = null;
	let worker: WorkerProcess | null = null;
	const there = () => {
		if (around === null) throw new Error("no test runs");
		return around;
	};
	beforeEach(async () => {
		worker = null;
		const scratch = await mkdtemp(join(tmpdir(), "darkroom-test-"));
		const edge = new FakeEdge();
		await edge.listen();
		around = { edge, comfy: await startComfyEmulator({ probes: true }), scratch };
	});
	afterEach(async () => {
		// Twice: a supervised ComfyUI must not outlive its test.
		worker?.signal("SIGTERM");
		worker?.signal("SIGINT");
		await worker?.ended;
		const { edge, comfy, scratch } = there();
		await Promise.all([edge.close(), comfy.close(), rm(scratch, { recursive: true, force: true })]);
		expect(edge.violations).toEqual([]);
	});
	return {
		get edge() {
			return there().edge;
		},
		get comfy() {
			return there().comfy;
		},
		/** Its scratch folder. */
		get scratch() {
			return there().scratch;
		},
		/** Starts the worker. The last one is ended after the test. */
		launch(env: Record<string, string> = {}): WorkerProcess {
			const { edge, comfy, scratch } = there();
			worker = startProcess(edge, comfy.url, { SCRATCH_DIR: scratch, ...env });
			return worker;
		},
	};
}
