import { PATIENCE_MS } from "../../workflows/testing/patience.ts";

type Found<T> = T | null | undefined | false;
/** Between two looks, in milliseconds: here, and where somebody else has to be asked. */
const PAUSE_MS = 5;
const ASKED_PAUSE_MS = 25;

/**
 * Looks again and again until `look` gives something, and returns that. Rejects, naming what it waited for,
 * after `ms` milliseconds.
 */
export async function until<T>(
	what: string,
	look: () => Promise<Found<T>> | Found<T>,
	ms = PATIENCE_MS,
): Promise<T> {
	const end = performance.now() + ms;
	while (true) {
		const looked = look();
		const found = await looked;
		if (found !== null && found !== undefined && found !== false) return found;
		if (performance.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`);
		const pause = looked instanceof Promise ? ASKED_PAUSE_MS : PAUSE_MS;
		await new Promise((resolve) => setTimeout(resolve, pause));
	}
}
