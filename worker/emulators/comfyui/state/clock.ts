/** How the emulator waits and tells the time. Tests replace it to run in virtual time. */
export interface Clock {
	/** Resolves after `ms` milliseconds; 0 only yields to pending I/O. */
	sleep(ms: number): Promise<void>;
	/** Wall clock in milliseconds since the epoch. */
	now(): number;
	/** Monotonic milliseconds, for measuring. */
	monotonic(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = {
	sleep: (ms) =>
		new Promise((resolve) => {
			if (ms > 0) setTimeout(resolve, ms);
			else setImmediate(resolve);
		}),
	now: () => Date.now(),
	monotonic: () => performance.now(),
};
