/** Parts that a hash of 64 bits is looked up by, and bits of each. */
const BANDS = 4;
const BITS = 16;

/** Bits in which a picture that is looked for may differ, at most: further away the probes are too many. */
export const FURTHEST = 11;
/** The same where nobody says it: pictures that were re-encoded or made smaller differ less. */
export const USUAL_DISTANCE = 7;

/** A part of a hash: its place, and its 16 bits as four hexadecimal digits. */
export interface Band {
	band: number;
	value: string;
}

/** The parts of a hash of 16 hexadecimal digits. */
export function bandsOf(hash: string): Band[] {
	return Array.from({ length: BANDS }, (_, band) => ({ band, value: hash.slice(band * 4, band * 4 + 4) }));
}

/**
 * Parts of which every hash has at least one that differs from this one in at most so many bits: of four parts one
 * differs in a quarter of them. The nearest come first. 4 for a distance of 3, 68 for 7, 548 for 11. Pure.
 *
 * @param distance 0 to {@link FURTHEST}
 */
export function probesWithin(hash: string, distance: number): Band[] {
	const flips = Math.floor(distance / BANDS);
	const masks = [0];
	for (let one = 0; one < BITS && flips >= 1; one++) masks.push(1 << one);
	for (let one = 0; one < BITS && flips >= 2; one++)
		for (let other = one + 1; other < BITS; other++) masks.push((1 << one) | (1 << other));
	const bands = bandsOf(hash);
	return masks.flatMap((mask) =>
		bands.map(({ band, value }) => ({
			band,
			value: (Number.parseInt(value, 16) ^ mask).toString(16).padStart(4, "0"),
		})),
	);
}
