import { createHash } from "node:crypto";

/** A 32-bit hash of a text (FNV-1a, finished with an avalanche step). */
export function hash(text: string): number {
	let h = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

/** A repeatable source of numbers in [0, 1): the same seed text always paints the same picture. */
export function random(seed: string): () => number {
	let state = hash(seed) || 1;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

/** What tells the bytes of one file from those of another. */
export function digest(bytes: Uint8Array | undefined): string {
	return bytes === undefined ? "absent" : createHash("sha1").update(bytes).digest("base64");
}
