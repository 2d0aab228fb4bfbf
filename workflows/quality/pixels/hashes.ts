import { type Grey, mirrored, resample } from "./raster.ts";

/** Two perceptual hashes of a picture and of its mirror image; each is 64 bits as 16 hexadecimal digits. */
export interface PictureHashes {
	/** Which of two neighbours is brighter, over 9 x 8 means. */
	dhash: string;
	/** Which of the 64 lowest frequencies of 32 x 32 means are above their median. */
	phash: string;
	mirror: { dhash: string; phash: string };
}

/** Bits of either hash in which pictures may differ that count as near duplicates; of 64. */
export const NEAR_BITS = 8;

/** What two pictures are to each other. */
export type Likeness = "near" | "mirrored" | "different";

/** The hashes of a picture. A picture of one colour has the hash of any other of one colour. */
export function hashesOf(picture: Grey): PictureHashes {
	const turned = mirrored(picture);
	return {
		dhash: differenceHash(picture),
		phash: frequencyHash(picture),
		mirror: { dhash: differenceHash(turned), phash: frequencyHash(turned) },
	};
}

/** How many of 64 bits differ. Takes 16 hexadecimal digits each. */
export function bitsApart(a: string, b: string): number {
	// In two halves: numbers of 32 bits are far faster than those of any size, and sets compare each with each.
	return halfApart(a.slice(0, 8), b.slice(0, 8)) + halfApart(a.slice(8), b.slice(8));
}

function halfApart(a: string, b: string): number {
	let differing = Number.parseInt(a, 16) ^ Number.parseInt(b, 16);
	let bits = 0;
	for (; differing !== 0; differing &= differing - 1) bits++;
	return bits;
}

/** Bits in which two pictures differ: the larger of the distances by either hash, 0 to 64. */
export function distanceOf(
	a: Pick<PictureHashes, "dhash" | "phash">,
	b: Pick<PictureHashes, "dhash" | "phash">,
): number {
	return Math.max(bitsApart(a.dhash, b.dhash), bitsApart(a.phash, b.phash));
}

/** Whether two pictures are nearly the same, as they are or with one of them mirrored. */
export function likenessOf(a: PictureHashes, b: PictureHashes, bits = NEAR_BITS): Likeness {
	if (distanceOf(a, b) <= bits) return "near";
	return distanceOf(a, b.mirror) <= bits ? "mirrored" : "different";
}

function differenceHash(picture: Grey): string {
	const { data } = resample(picture, 9, 8);
	const bits: boolean[] = [];
	for (let y = 0; y < 8; y++)
		for (let x = 0; x < 8; x++)
			bits.push((data[y * 9 + x + 1] as number) > (data[y * 9 + x] as number) + FLAT);
	return hexOf(bits);
}

function frequencyHash(picture: Grey): string {
	const { data } = resample(picture, SIDE, SIDE);
	const rows = new Float64Array(SIDE * LOW);
	for (let y = 0; y < SIDE; y++)
		for (let u = 0; u < LOW; u++) {
			let sum = 0;
			for (let x = 0; x < SIDE; x++)
				sum += (data[y * SIDE + x] as number) * (COSINES[u * SIDE + x] as number);
			rows[y * LOW + u] = sum;
		}
	const frequencies: number[] = [];
	// The first of each is the mean along it: edges of a picture, not its patterns.
	for (let v = 1; v < LOW; v++)
		for (let u = 1; u < LOW; u++) {
			let sum = 0;
			for (let y = 0; y < SIDE; y++) sum += (rows[y * LOW + u] as number) * (COSINES[v * SIDE + y] as number);
			frequencies.push(sum);
		}
	const sorted = frequencies.toSorted((a, b) => a - b);
	const median = ((sorted[31] as number) + (sorted[32] as number)) / 2;
	return hexOf(frequencies.map((value) => value > median + FLAT));
}

/** Differences below this are rounding. */
const FLAT = 1e-3;
const SIDE = 32;
const LOW = 9;
const COSINES = Float64Array.from({ length: LOW * SIDE }, (_, i) =>
	Math.cos((Math.PI * (2 * (i % SIDE) + 1) * Math.floor(i / SIDE)) / (2 * SIDE)),
);

function hexOf(bits: readonly boolean[]): string {
	let value = 0n;
	for (const bit of bits) value = (value << 1n) | (bit ? 1n : 0n);
	return value.toString(16).padStart(16, "0");
}
