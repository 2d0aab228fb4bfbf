import { type RunpodStack, startRunpodStack } from "../stack/runpod.ts";

/** Of what the emulated endpoint lends; micro-USD a second. */
export const PRICE = 310;
export const MAX_WORKERS = 3;
/** Long enough for a busy machine: a living worker must not lose it. Milliseconds. */
const LEASE_MS = 8_000;

/** An edge that issues tickets, and an emulated endpoint of RunPod (not the real thing) that starts real workers. */
export const startLent = (): Promise<RunpodStack> =>
	startRunpodStack({
		maxWorkers: MAX_WORKERS,
		price: PRICE,
		comfyui: ["--probes"],
		holdMs: 1_000,
		leaseMs: LEASE_MS,
		scaling: { scaler: { type: "QUEUE_DELAY", seconds: 0.5 }, idleTimeoutMs: 2_000 },
		platform: { coldStartMs: 100, restartMs: 200 },
		// What RunPod charges begins when the process does; what is idle longer than this ends itself.
		pods: { startMs: 100, pageSize: 1, env: { IDLE_STOP_AFTER: "2" } },
	});
