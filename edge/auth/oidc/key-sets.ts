import type { KeySet } from "./discover.ts";

/** A set of keys is asked for anew after so long, in milliseconds, and is not good for longer than the second. */
const FRESH_MS = 10 * 60_000;
const GOOD_MS = 60 * 60_000;
/** What was asked for in vain, or for a key that was not there, is not asked for again within this time. */
const PAUSE_MS = 30_000;
const MOST = 500;

interface Entry {
	keys: KeySet | null;
	/** When `keys` came, and when they were asked for last: milliseconds. */
	at: number;
	asked: number;
	why: string;
}

type Fetched = { ok: true; keys: KeySet } | { ok: false; why: string };

/**
 * Key sets of issuers as one isolate remembers them. An issuer that changes its keys is noticed by the first token with a new
 * one; tokens with made-up keys, or an issuer that does not answer, cost it two questions a minute at most.
 */
export class KeySets {
	private readonly entries = new Map<string, Entry>();

	/** The keys at `url` at `now` (milliseconds). `newer`: those known lack one, look again if that is due. */
	async get(
		url: string,
		now: number,
		fetch: (url: string) => Promise<Fetched>,
		newer = false,
	): Promise<Fetched> {
		const known = this.entries.get(url);
		const age = known?.keys ? now - known.at : Number.POSITIVE_INFINITY;
		const isDue = (newer || age >= FRESH_MS) && now - (known?.asked ?? Number.NEGATIVE_INFINITY) >= PAUSE_MS;
		if (!isDue) return answer(known, age);
		// Noted first: whoever comes while this is under way does not ask as well.
		const entry: Entry = {
			keys: known?.keys ?? null,
			at: known?.at ?? 0,
			asked: now,
			why: "its keys are on their way",
		};
		if (known?.keys) this.set(url, entry);
		const fetched = await fetch(url);
		this.set(
			url,
			fetched.ok ? { keys: fetched.keys, at: now, asked: now, why: "" } : { ...entry, why: fetched.why },
		);
		return fetched.ok ? fetched : answer(this.entries.get(url), age);
	}

	private set(url: string, entry: Entry): void {
		this.entries.delete(url);
		const [oldest] = this.entries.keys();
		if (this.entries.size >= MOST && oldest !== undefined) this.entries.delete(oldest);
		this.entries.set(url, entry);
	}
}

function answer(known: Entry | undefined, age: number): Fetched {
	return known?.keys && age < GOOD_MS
		? { ok: true, keys: known.keys }
		: { ok: false, why: known?.why ?? "its keys are not known" };
}
