/**
 * The model of everybody who watches: each job has a log of numbered events in the store and a copy of it
 * where the watchers are. The copy may be cut off, and is told of changes that may get lost.
 */
export class Watching {
	/** Whether the store reaches the watchers now. */
	up = true;
	private readonly store = new Map<string, number[]>();
	private readonly seen = new Map<string, number[]>();

	/** Takes `count` events that were numbered from `from` + 1. */
	commit(job: string, from: number, count: number): void {
		const log = this.store.get(job) ?? [];
		for (let i = 1; i <= count; i++) {
			if (log.length + 1 !== from + i) throw new Error(`event ${from + i} of ${job} follows ${log.length}`);
			log.push(from + i);
		}
		this.store.set(job, log);
		if (this.up) this.publish(job, from, count);
	}

	last(job: string): number {
		return this.store.get(job)?.length ?? 0;
	}

	/** What a job's watchers have seen. */
	view(job: string): readonly number[] {
		return this.seen.get(job) ?? [];
	}

	catchUp(): void {
		for (const [job, log] of this.store) this.publish(job, 0, log.length);
	}

	private publish(job: string, from: number, count: number): void {
		const view = this.seen.get(job) ?? [];
		this.seen.set(job, view);
		if (from > view.length) {
			view.push(...(this.store.get(job) ?? []).slice(view.length));
			return;
		}
		for (let seq = from + 1; seq <= from + count; seq++) if (seq === view.length + 1) view.push(seq);
	}
}
