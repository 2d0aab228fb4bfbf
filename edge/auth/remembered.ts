/**
 * What an isolate remembers of D1 for a short while, so that every request need not ask again. Only what cannot
 * change, or may be known late by `forMs`, belongs here; never a promise, which other requests could not await.
 */
export class Remembered<T> {
	private readonly entries = new Map<string, { value: T; at: number }>();
	private readonly forMs: number;
	private readonly most: number;

	/** Entries are good for `forMs` milliseconds; of more than `most`, the oldest goes. */
	constructor(forMs: number, most: number) {
		this.forMs = forMs;
		this.most = most;
	}

	/** `now` in milliseconds, by the same clock as `set`. A clock that went back remembers nothing. */
	get(key: string, now: number): T | undefined {
		const entry = this.entries.get(key);
		if (entry && now >= entry.at && now - entry.at < this.forMs) return entry.value;
		this.entries.delete(key);
		return undefined;
	}

	set(key: string, value: T, now: number): void {
		this.entries.delete(key);
		const [oldest] = this.entries.keys();
		if (this.entries.size >= this.most && oldest !== undefined) this.entries.delete(oldest);
		this.entries.set(key, { value, at: now });
	}

	clear(): void {
		this.entries.clear();
	}

	forget(key: string): void {
		this.entries.delete(key);
	}
}
