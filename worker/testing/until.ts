import { PATIENCE_MS } from "../../workflows/testing/patience.ts";

/** Waits until a condition holds, looking every few milliseconds. Rejects, naming it, after `ms` milliseconds. */
export async function until(what: string, holds: () => boolean | undefined, ms = PATIENCE_MS): Promise<void> {
	const end = performance.now() + ms;
	while (holds() !== true) {
		if (performance.now() > end) throw new Error(`waited ${ms} ms in vain until ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
