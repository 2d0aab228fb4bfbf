import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { type ComfyEmulator, startComfyEmulator } from "../emulators/comfyui/server.ts";
import { FakeEdge } from "./fake-edge.ts";
import { startProcess, type WorkerProcess } from "./process.ts";

/** What stands around a worker that is a process of its own; new for each test. */
export interface Surroundings {
	edge: FakeEdge;
	comfy: ComfyEmulator;
	/** Its scratch folder. */
	scratch: string;
	/** Starts it. The last one is ended after the test. */
	launch(env?: Record<string, string>): WorkerProcess;
}

/** Puts an edge and an emulated ComfyUI around each test of a file, and sees to it that nothing of it is left. */
export function useProcess(): Surroundings {
	let worker: WorkerProcess | null = null;
	const around = {
		launch: (env: Record<string, string> = {}) => {
			worker = startProcess(around.edge, around.comfy.url, { SCRATCH_DIR: around.scratch, ...env });
			return worker;
		},
	} as Surroundings;
	beforeEach(async () => {
		worker = null;
		around.scratch = await mkdtemp(join(tmpdir(), "darkroom-test-"));
		around.edge = new FakeEdge();
		await around.edge.listen();
		around.comfy = await startComfyEmulator({ probes: true });
	});
	afterEach(async () => {
		// Twice: a supervised ComfyUI must not outlive its test.
		worker?.signal("SIGTERM");
		worker?.signal("SIGINT");
		await worker?.ended;
		const { edge, comfy, scratch } = around;
		await Promise.all([edge.close(), comfy.close(), rm(scratch, { recursive: true, force: true })]);
		expect(edge.violations).toEqual([]);
	});
	return around;
}
