import type { Clock } from "../state/clock.ts";

interface Timer {
	due: number;
	fire: () => void;
}

/** Time that passes only when the test says so; yielding to I/O stays real. */
export class VirtualClock implements Clock {
	private offset = 0;
	private timers: Timer[] = [];
	private waiters: (() => void)[] = [];

	sleep(ms: number): Promise<void> {
		if (ms <= 0) return new Promise((resolve) => setImmediate(resolve));
		return new Promise((resolve) => {
			this.timers.push({ due: this.offset + ms, fire: resolve });
			for (const waiter of this.waiters.splice(0)) waiter();
		});
	}

	now(): number {
		return Date.now() + this.offset;
	}

	monotonic(): number {
		return performance.now() + this.offset;
	}

	get parked(): boolean {
		return this.timers.length > 0;
	}

	/** Resolves when something waits for time to pass. */
	whenParked(): Promise<void> {
		if (this.parked) return Promise.resolve();
		return new Promise((resolve) => this.waiters.push(resolve));
	}

	/** Lets time pass up to the next timer. */
	advance(): void {
		this.timers.sort((a, b) => a.due - b.due);
		const next = this.timers.shift();
		if (!next) return;
		this.offset = Math.max(this.offset, next.due);
		next.fire();
	}
}
