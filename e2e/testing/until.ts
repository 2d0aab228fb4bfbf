import { PATIENCE_MS } from "../../workflows/testing/patience.ts";

/**
 * Looks again and again until `look` gives something, and returns that. Rejects, naming what it waited for,
 * after `ms` milliseconds.
 */
export async function until<T>(
	what: string,
	look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
	ms = PATIENCE_MS,
): Promise<T> {
	const end = performance.now() + ms;
	while (true) {
		const found = await look();
		if (found !== null && found !== undefined && found !== false) return found;
		if (performance.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
}
