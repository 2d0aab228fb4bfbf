import { PATIENCE_MS } from "../../workflows/testing/patience.ts";

type Found<T> = T | null | undefined | false;
/**
 * Between two looks, in milliseconds: here, and where somebody else has to be asked. It grows to this share of what has
 * been waited: whoever waits long for a lease to run out takes no processor time from those who work meanwhile.
 */
const PAUSE_MS = 5;
const ASKED_PAUSE_MS = 25;
const MOST_PAUSE_MS = 250;
const SHARE = 1 / 8;

/**
 * Looks again and again until `look` gives something, and returns that. Rejects, naming what it waited for,
 * after `ms` milliseconds.
 */
export async function until<T>(
	what: string,
	look: () => Promise<Found<T>> | Found<T>,
	ms = PATIENCE_MS,
): Promise<T> {
	const began = performance.now();
	while (true) {
		const looked = look();
		const found = await looked;
		if (found !== null && found !== undefined && found !== false) return found;
		const waited = performance.now() - began;
		if (waited > ms) throw new Error(`waited ${ms} ms in vain until ${what}`);
		const least = looked instanceof Promise ? ASKED_PAUSE_MS : PAUSE_MS;
		const pause = Math.max(least, Math.min(waited * SHARE, MOST_PAUSE_MS));
		await new Promise((resolve) => setTimeout(resolve, pause));
	}
}
