import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	type ComfyEmulator,
	type ComfyEmulatorOptions,
	startComfyEmulator,
} from "../emulators/comfyui/server.ts";
import { workerEnvironment } from "../emulators/runpod/environment.ts";
import { RunpodEmulator, type RunpodEmulatorOptions } from "../emulators/runpod/server.ts";
import { type Clock, systemClock } from "../process/clock.ts";
import { readConfig } from "../process/config.ts";
import { createLogger, type Logger } from "../process/log.ts";
import type { Timings } from "../process/timings.ts";
import { type PlatformEnv, readPlatform } from "../runpod/platform-env.ts";
import { Worker } from "../worker.ts";
import { FakeEdge } from "./fake-edge.ts";
import { until } from "./until.ts";

/** A worker that is in a hurry: what takes seconds in the field takes tenths here. */
const HURRIED: Partial<Timings> = {
	lookMs: 150,
	soonMs: 20,
	interruptMs: 100,
	ackMs: 1_500,
	stallMs: 10_000,
	refusedMs: 300,
	silentMs: 1_000,
	askMs: 500,
	pumpMs: 20,
	restMs: 20,
	reportMs: 100,
	watchedReportMs: 20,
	previewMs: 20,
	socketPauseMs: 30,
	abandonMs: 500,
};

export interface Rig {
	edge: FakeEdge;
	comfy: ComfyEmulator;
	worker: Worker;
	runpod: RunpodEmulator | null;
	/** Lines the worker logged. */
	lines: string[];
	close(): Promise<void>;
}

export interface RigOptions {
	comfy?: ComfyEmulatorOptions;
	timings?: Partial<Timings>;
	env?: Record<string, string>;
	/** The worker is a serverless one of an emulated RunPod. */
	runpod?: RunpodEmulatorOptions;
	/** How far the clock of the worker's machine is off, in milliseconds. */
	clockOffMs?: number;
	/** Called before the worker starts. */
	before?(edge: FakeEdge, comfy: ComfyEmulator): void | Promise<void>;
	/** Do not start the worker. */
	idle?: boolean;
}

/** A fake edge, an emulated ComfyUI and a worker between them, in this process. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
	const edge = new FakeEdge();
	await edge.listen();
	const comfy = await startComfyEmulator({ probes: true, ...options.comfy });
	const runpod = options.runpod === undefined ? null : new RunpodEmulator(options.runpod);
	await runpod?.listen();
	await options.before?.(edge, comfy);
	const scratch = await mkdtemp(join(tmpdir(), "darkroom-test-"));
	const lines: string[] = [];
	const worker = startableWorker(
		edge,
		comfy.url,
		lines,
		// Whoever tests them says so: opening every picture takes time.
		{ SCRATCH_DIR: scratch, QUALITY_CHECKS: "off", ...options.env },
		options.timings,
		runpod && readPlatform(workerEnvironment(runpod.url, { worker: "rig-1", key: runpod.workerKey })),
		options.clockOffMs,
	);
	if (!options.idle) {
		await worker.start();
		await until("the doorbell hangs", () => edge.bells === 1);
	}
	return {
		edge,
		comfy,
		worker,
		runpod,
		lines,
		async close() {
			await worker.abandon();
			await worker.drain();
			await Promise.all([
				edge.close(),
				comfy.close(),
				runpod?.close(),
				rm(scratch, { recursive: true, force: true }),
			]);
		},
	};
}

/** Lines that say that a prompt was accepted by ComfyUI. */
export function queued(rig: Pick<Rig, "lines">): string[] {
	return rig.lines.filter((line) => line.includes("queued in ComfyUI"));
}

/** A worker between an edge and a ComfyUI that has not been started. */
export function startableWorker(
	edge: FakeEdge,
	comfyUrl: string,
	lines: string[],
	env: Record<string, string> = {},
	timings: Partial<Timings> = {},
	platform: PlatformEnv | null = null,
	clockOffMs = 0,
): Worker {
	const config = readConfig(
		{
			EDGE_URL: edge.url,
			WORKER_TOKEN: edge.token,
			COMFYUI_URL: comfyUrl,
			WORKER_NAME: "rig",
			POLL_MS: "500",
			DRAIN_MS: "2000",
			...env,
		},
		[],
	);
	const log: Logger = createLogger("debug", (line) => lines.push(line), systemClock.now, [edge.token]);
	// Short pauses between tries, but still random ones.
	const clock: Clock = {
		...systemClock,
		now: () => systemClock.now() + clockOffMs,
		random: () => systemClock.random() * 0.1,
	};
	return new Worker(config, clock, log, { ...HURRIED, ...timings }, platform);
}
