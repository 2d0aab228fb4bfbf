import type { DurableEvent } from "../../contract/jobs/events.ts";

/** An event of a job, or of whatever else has a feed. */
interface Numbered {
	seq: number;
}

/** Where numbered events are kept. Synchronous: nothing else can run between two of its calls. */
export interface KeptEvents<E extends Numbered = DurableEvent> {
	/** Number of the last event; 0 before the first. */
	head(): number;
	/** Bodies of the events after a number. */
	after(seq: number): string[];
	/** Keeps events that follow each other, together. */
	append(events: readonly E[]): void;
}

export interface FeedSource<E extends Numbered = DurableEvent> {
	/** The committed events after a number, in order; at most `page` of them. */
	fetch(after: number): Promise<E[]>;
	page: number;
}

/**
 * Brings events from where they are committed to those who watch: each once, in order, none left out.
 * What it is told may come twice, out of order, or not at all.
 */
export class Feed<E extends Numbered = DurableEvent> {
	protected readonly kept: KeptEvents<E>;
	private readonly source: FeedSource<E>;
	private readonly tell: (event: E) => void;
	private fetching: Promise<E[]> | null = null;
	private following: Promise<E[]> | null = null;

	constructor(kept: KeptEvents<E>, source: FeedSource<E>, tell: (event: E) => void) {
		this.kept = kept;
		this.source = source;
		this.tell = tell;
	}

	/**
	 * Takes committed events. Known numbers are dropped; where a number is missing, it and all that follow are
	 * fetched. Answers with the events that were new.
	 */
	async take(events: E[]): Promise<E[]> {
		const first = events.find((event) => event.seq > this.kept.head());
		if (!first) return [];
		return first.seq === this.kept.head() + 1 ? this.append(events) : this.catchUp();
	}

	/**
	 * Fetches what is missing here, at least everything that was committed before this call. Who asks while a fetch
	 * is under way shares the next one with all who ask meanwhile: a thousand watchers who come at once cost two. The
	 * new events are the first one's.
	 */
	async catchUp(): Promise<E[]> {
		if (this.following) return this.following.then(() => []);
		if (!this.fetching) return this.fetchNow();
		const following = this.fetching
			.catch(() => [])
			.then(() => {
				this.following = null;
				return this.fetchNow();
			});
		this.following = following;
		return following;
	}

	private fetchNow(): Promise<E[]> {
		const fetching = this.fetchMissing().finally(() => {
			if (this.fetching === fetching) this.fetching = null;
		});
		this.fetching = fetching;
		return fetching;
	}

	private async fetchMissing(): Promise<E[]> {
		const added: E[] = [];
		for (;;) {
			const missing = await this.source.fetch(this.kept.head());
			const [first] = missing;
			// The events of a job that ended long ago may be gone but for the last: what is not there never comes.
			if (first && first.seq > this.kept.head() + 1) this.startAt(first, added);
			added.push(...this.append(missing));
			if (missing.length < this.source.page) return added;
		}
	}

	/**
	 * Hands `attach` everything after a number. It must begin to listen before it returns: then nothing comes
	 * twice or is lost between.
	 */
	subscribe(after: number, attach: (head: number, replay: string[]) => void): void {
		attach(this.kept.head(), this.kept.after(after));
	}

	private startAt(event: E, added: E[]): void {
		this.kept.append([event]);
		this.tell(event);
		added.push(event);
	}

	/** Whether an event is the next one after number `head`. */
	protected isNext(event: E, head: number): boolean {
		return event.seq === head + 1;
	}

	/** Another call may have appended while this one waited: only what is still next is kept, all of it at once. */
	protected append(events: E[]): E[] {
		const added: E[] = [];
		for (const event of events)
			if (this.isNext(event, added.at(-1)?.seq ?? this.kept.head())) added.push(event);
		if (added.length > 0) this.kept.append(added);
		for (const event of added) this.tell(event);
		return added;
	}
}
