import type { DurableEvent } from "../../contract/jobs/events.ts";

/** When leases were written to D1 last, as far as a job's object remembers: what it has forgotten is due. In milliseconds. */
export class Renewals {
	private readonly last = new Map<string, number>();

	/** A lease is as new as its claim. */
	follow(events: readonly DurableEvent[]): void {
		for (const event of events)
			if (event.type === "task" && event.status === "running")
				this.last.set(event.task, Date.parse(event.at));
	}

	renewed(task: string, now: number): void {
		this.last.set(task, now);
	}

	isDue(task: string, now: number, everyMs: number): boolean {
		return now - (this.last.get(task) ?? 0) >= everyMs;
	}

	forget(task: string): void {
		this.last.delete(task);
	}

	clear(): void {
		this.last.clear();
	}
}
