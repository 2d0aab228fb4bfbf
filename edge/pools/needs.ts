import type { TaskNeeds } from "../db/stored.ts";

/** A machine counts as larger from this much more memory on: cards of one size report a few per cent apart. */
const LARGER = 1.1;

/** What a task needs once a machine with so many bytes of GPU memory has run out of them. */
export function withMoreMemory(needs: TaskNeeds, hadBytes: number): TaskNeeds {
	const least = Math.max(1, Math.ceil(hadBytes * LARGER));
	return { ...needs, min_vram_bytes: Math.max(least, needs.min_vram_bytes ?? 0) };
}
