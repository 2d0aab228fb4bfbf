/** A webhook is sent this often at most, each so long after the one before that was not answered with 200; milliseconds. */
const TRIES = 3;
const AGAIN_MS = 10_000;

/** The end of a request, to be told to an address that its sender gave. */
export interface Delivery {
	readonly url: string;
	/** The request as `/status` shows it. */
	readonly body: unknown;
	tries: number;
	/** When it is sent next, in milliseconds. */
	at: number;
	/** It waits for its answer. */
	underWay: boolean;
}

/** Webhooks that were not answered yet. It knows no clock and no network: whoever calls says what time it is. */
export class Webhooks {
	private readonly open = new Set<Delivery>();

	add(url: string, body: unknown, now: number): void {
		this.open.add({ url, body, tries: 0, at: now, underWay: false });
	}

	/** What is to be sent now; each is to be told by {@link answered}. */
	due(now: number): Delivery[] {
		const found = [...this.open].filter(({ at, underWay }) => !underWay && at <= now);
		for (const one of found) Object.assign(one, { at: now + AGAIN_MS, tries: one.tries + 1, underWay: true });
		return found;
	}

	/** @param status null: there was no answer */
	answered(delivery: Delivery, status: number | null): void {
		delivery.underWay = false;
		if (status === 200 || delivery.tries >= TRIES) this.open.delete(delivery);
	}
}
