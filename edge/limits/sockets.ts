/** What a job's object said of its sockets is believed for this long, in milliseconds; it says so every 15 s. */
export const BELIEVED_MS = 60_000;

/**
 * How many sockets an account has open, by job. The objects of the jobs say how many they have, again and again;
 * one that falls silent has none.
 */
export class OpenSockets {
	private readonly jobs = new Map<string, { count: number; at: number }>();

	/** One more for a job, unless there are `limit` already. `now` in milliseconds. */
	open(job: string, limit: number, now: number): boolean {
		if (this.total(now) >= limit) return false;
		this.jobs.set(job, { count: (this.jobs.get(job)?.count ?? 0) + 1, at: now });
		return true;
	}

	/** A job's object says how many it has. */
	has(job: string, count: number, now: number): void {
		if (count === 0) this.jobs.delete(job);
		else this.jobs.set(job, { count, at: now });
	}

	/** Where some are open. */
	at(now: number): string[] {
		this.total(now);
		return [...this.jobs.keys()];
	}

	total(now: number): number {
		let sum = 0;
		for (const [job, { count, at }] of this.jobs) {
			if (now - at >= BELIEVED_MS) this.jobs.delete(job);
			else sum += count;
		}
		return sum;
	}
}
