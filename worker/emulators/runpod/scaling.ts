/** How an endpoint decides that it needs one more worker. */
export type Scaler =
	/** A request has waited for so many seconds. */
	| { type: "QUEUE_DELAY"; seconds: number }
	/** So many requests, waiting or in hand, for each worker. */
	| { type: "REQUEST_COUNT"; requests: number };

/** What an endpoint is set to, as its owner can change it. */
export interface Scaling {
	workersMin: number;
	workersMax: number;
	scaler: Scaler;
	/** A worker with nothing to do is paid for this long; milliseconds. */
	idleTimeoutMs: number;
	/** A worker that is not needed is frozen and brought back, not ended and started. */
	flashBoot: boolean;
}

/** What the platform is like, which nobody can set at RunPod. All times in milliseconds. */
export interface Platform {
	/** From wanting a worker to the start of its process: a machine is found, and the image fetched. */
	coldStartMs: number;
	/** Bringing back a frozen one. */
	thawMs: number;
	/** A process that takes longer to ask for its first request is given up (RUNPOD_INIT_TIMEOUT). */
	initMs: number;
	/** From SIGTERM to SIGKILL. RunPod does not say how long it waits. */
	graceMs: number;
	/** Pause before a worker that crashed is started again; it doubles with each crash, up to sixteen times. */
	restartMs: number;
	/** Machines that are free for this endpoint; beyond them its workers are throttled. */
	machines: number;
}

/** RunPod's own defaults: its documentation of endpoint settings, read in August 2026. */
export const SCALING: Scaling = {
	workersMin: 0,
	workersMax: 3,
	scaler: { type: "QUEUE_DELAY", seconds: 4 },
	idleTimeoutMs: 5_000,
	flashBoot: false,
};

export const PLATFORM: Platform = {
	coldStartMs: 500,
	thawMs: 100,
	initMs: 420_000,
	graceMs: 30_000,
	restartMs: 5_000,
	machines: Number.POSITIVE_INFINITY,
};

/** What is in the queue. */
export interface Demand {
	/** For how long each request waits that may bring workers; milliseconds. */
	waits: readonly number[];
	inProgress: number;
}

/** Workers that are there or on their way, and those of them that could take a request at once or soon. */
export interface Supply {
	workers: number;
	free: number;
}

/** How many workers an endpoint wants to have now. Pure. */
export function wantedWorkers(scaling: Scaling, demand: Demand, supply: Supply): number {
	const { workersMin, workersMax, scaler } = scaling;
	const wanted =
		scaler.type === "REQUEST_COUNT"
			? Math.ceil((demand.waits.length + demand.inProgress) / scaler.requests)
			: supply.workers + Math.max(0, late(demand, scaler.seconds) - supply.free);
	return Math.min(workersMax, Math.max(workersMin, wanted));
}

const late = ({ waits }: Demand, seconds: number) => waits.filter((ms) => ms >= seconds * 1000).length;

const DAY_MS = 24 * 3_600_000;
const FEWER_AFTER_MS = 3 * DAY_MS;
const FEWER = 2;
const NONE_AFTER_MS = 7 * DAY_MS;

/**
 * The most workers that an endpoint may have after `quietMs` without a request: after three days two, after a week none,
 * until somebody sets it again. Pure.
 */
export function maxAfterQuiet(workersMax: number, quietMs: number): number {
	if (quietMs >= NONE_AFTER_MS) return 0;
	return quietMs >= FEWER_AFTER_MS ? Math.min(workersMax, FEWER) : workersMax;
}
