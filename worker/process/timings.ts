/** How patient it is with a prompt that runs. All in milliseconds. */
export interface WatchTimings {
	/** Without a frame for this long, ComfyUI is asked. */
	lookMs: number;
	/** Between two looks while something is wrong, or the end is known and its history entry is not there yet. */
	soonMs: number;
	/** An interrupt is repeated this often: one that comes while a prompt starts is lost. */
	interruptMs: number;
	/** An interrupt that had no effect for this long means that ComfyUI hangs. */
	ackMs: number;
	/**
	 * A prompt that runs without any sign of life for this long hangs; so does one that waits although nothing
	 * else runs. Loading a model makes no sound.
	 */
	stallMs: number;
	/** Nobody listens at ComfyUI's address for this long: it has crashed. */
	refusedMs: number;
	/** ComfyUI accepts connections and answers nothing for this long: it hangs. */
	silentMs: number;
}

/** How patient a worker is. All in milliseconds; tests make it hurry. */
export interface Timings extends WatchTimings {
	/** Longest wait for the answer to a small question to ComfyUI. */
	askMs: number;
	/** Between two looks at whether another task should be claimed. */
	pumpMs: number;
	/** How long nothing is claimed after ComfyUI did not take a task; twice as long each further time. */
	restMs: number;
	/** Between two looks at whether ComfyUI has other nodes or files. */
	refreshMs: number;
	/** A ComfyUI that is gone for this long is told to the edge. */
	awayMs: number;
	reportMs: number;
	watchedReportMs: number;
	previewMs: number;
	socketPingMs: number;
	/** Between the end of one socket to ComfyUI and the next: the server must have noticed the end. */
	socketPauseMs: number;
	doorbellPingMs: number;
	/** After the drain time: how long an interrupt may take before a task is given back regardless. */
	abandonMs: number;
	/**
	 * How long an upload or the end of an attempt may go on failing at an edge that still takes reports:
	 * without a bound a few such tasks would occupy the worker until their jobs' deadlines.
	 */
	edgePatienceMs: number;
	/** Without a task for this long it leaves; `Infinity`: it never does. */
	idleMs: number;
}

export const DEFAULT_TIMINGS: Timings = {
	lookMs: 2_000,
	soonMs: 200,
	interruptMs: 1_000,
	ackMs: 60_000,
	stallMs: 600_000,
	refusedMs: 5_000,
	silentMs: 120_000,
	askMs: 15_000,
	pumpMs: 200,
	restMs: 1_000,
	refreshMs: 30_000,
	awayMs: 10_000,
	reportMs: 5_000,
	watchedReportMs: 250,
	previewMs: 500,
	socketPingMs: 10_000,
	socketPauseMs: 200,
	doorbellPingMs: 20_000,
	abandonMs: 2_000,
	edgePatienceMs: 180_000,
	idleMs: Number.POSITIVE_INFINITY,
};
