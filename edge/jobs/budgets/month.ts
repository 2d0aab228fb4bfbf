/** The calendar month of a time in milliseconds, in UTC: `2026-11`. */
export function monthOf(at: number): string {
	return new Date(at).toISOString().slice(0, 7);
}
