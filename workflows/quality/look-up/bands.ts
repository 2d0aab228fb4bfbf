/**
 * Where the parts begin and end that a hash is looked up by, in hexadecimal digits. Each is a row for each picture, and
 * fewer of them mean more places to look at: pictures are made far more often than they are looked up.
 */
const BANDS = [
	[0, 5],
	[5, 10],
	[10, 16],
] as const;

/** Bits in which a picture that is looked for may differ, at most: further away the probes are too many. */
export const FURTHEST = 11;
/** The same where nobody says it: pictures that were re-encoded or made smaller differ less. */
export const USUAL_DISTANCE = 7;

/** A part of a hash: its place, and its bits as hexadecimal digits. */
export interface Band {
	band: number;
	value: string;
}

/** The parts of a hash of 16 hexadecimal digits. */
export function bandsOf(hash: string): Band[] {
	return BANDS.map(([from, to], band) => ({ band, value: hash.slice(from, to) }));
}

/**
 * Parts of which every hash has at least one that differs from this one in at most so many bits: of three parts one
 * differs in a third of them. The nearest come first. 3 for a distance of 2, 67 for 5, 723 for 8, 5,027 for 11. Pure.
 *
 * @param distance 0 to {@link FURTHEST}
 */
export function probesWithin(hash: string, distance: number): Band[] {
	const most = Math.floor(distance / BANDS.length);
	const bands = bandsOf(hash);
	return Array.from({ length: most + 1 }, (_, flips) =>
		bands.flatMap(({ band, value }) =>
			masksOf(value.length * 4, flips).map((mask) => ({
				band,
				value: (Number.parseInt(value, 16) ^ mask).toString(16).padStart(value.length, "0"),
			})),
		),
	).flat();
}

/** All numbers of so many bits in which so many are set. */
function masksOf(bits: number, set: number): number[] {
	if (set === 0) return [0];
	return Array.from({ length: bits }, (_, top) =>
		masksOf(top, set - 1).map((mask) => mask | (1 << top)),
	).flat();
}
