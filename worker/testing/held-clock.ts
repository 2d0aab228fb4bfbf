import type { Clock } from "../process/clock.ts";

/** A clock that stands still until a test moves it. */
export class HeldClock implements Clock {
	private time = 1_700_000_000_000;
	private sleepers: { at: number; wake: () => void }[] = [];

	now(): number {
		return this.time;
	}

	random(): number {
		return 0.5;
	}

	/** How many wait for this clock. */
	get sleeping(): number {
		return this.sleepers.length;
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			if (signal?.aborted) return resolve();
			const sleeper = { at: this.time + ms, wake: () => done() };
			const done = () => {
				this.sleepers = this.sleepers.filter((one) => one !== sleeper);
				signal?.removeEventListener("abort", done);
				resolve();
			};
			this.sleepers.push(sleeper);
			signal?.addEventListener("abort", done, { once: true });
		});
	}

	/** Lets `ms` milliseconds pass and wakes whoever is due, in order. */
	advance(ms: number): void {
		const until = this.time + ms;
		for (;;) {
			const [next] = this.sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
			if (next === undefined) break;
			this.time = Math.max(this.time, next.at);
			next.wake();
		}
		this.time = until;
	}
}
