/** Between two looks at the clocks; milliseconds. */
const LOOK_MS = 1_000;
/** A process that was not run for this long beyond that was frozen: a machine this busy is of no use either. */
const FROZEN_MS = 5_000;

/** A moment on both clocks, in milliseconds: the one on the wall, and the one that only goes forward. */
export interface Moment {
	wall: number;
	steady: number;
}

/**
 * For how long a process stood still between two looks that should lie `LOOK_MS` apart, in milliseconds, or null where
 * it did not. A process that is stopped sees both clocks move on; a machine that is suspended sees it on the wall only.
 */
export function stoodStill(before: Moment, now: Moment): number | null {
	const gone = Math.max(now.wall - before.wall, now.steady - before.steady) - LOOK_MS;
	return gone >= FROZEN_MS ? gone : null;
}

/** Says when this process has been frozen and runs again, until it is stopped. RunPod freezes what it does not need. */
export class FreezeWatch {
	private readonly timer: NodeJS.Timeout;
	private last: Moment;

	constructor(onThaw: (ms: number) => void, moment: () => Moment = here) {
		this.last = moment();
		this.timer = setInterval(() => {
			const now = moment();
			const ms = stoodStill(this.last, now);
			this.last = now;
			if (ms !== null) onThaw(ms);
		}, LOOK_MS);
		this.timer.unref();
	}

	stop(): void {
		clearInterval(this.timer);
	}
}

function here(): Moment {
	return { wall: Date.now(), steady: performance.now() };
}
