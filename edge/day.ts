/** One day, in milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** The number of a day (UTC) since 1970. `at`: in milliseconds. */
export function dayNumber(at: number): number {
	return Math.floor(at / DAY_MS);
}
