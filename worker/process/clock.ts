/** Time and chance, handed in so that everything above the shell can be driven by a test. */
export interface Clock {
	/** Milliseconds since 1970. Differences of it measure time; leases are the edge's business. */
	now(): number;
	/** A number in [0, 1). */
	random(): number;
	/** Resolves after `ms` milliseconds, or at once when the signal aborts (it never rejects). */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	random: () => Math.random(),
	sleep: (ms, signal) => sleep(ms, signal),
};

/** Resolves after `ms` milliseconds, or at once when the signal aborts (it never rejects). */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal?.aborted) return resolve();
		const done = () => {
			clearTimeout(timer);
			signal?.removeEventListener("abort", done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		signal?.addEventListener("abort", done, { once: true });
	});
}

/** Full jitter: anything from 0 to `base * 2^attempt`, capped. `attempt` counts from 0. Milliseconds. */
export function fullJitter(attempt: number, random: number, base = 200, cap = 5_000): number {
	return random * Math.min(cap, base * 2 ** Math.min(attempt, 20));
}
