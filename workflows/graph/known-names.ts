/** Known names that are told with an unknown one. */
const MAX_TOLD = 8;
/** Characters of an unknown name that are compared. */
const MAX_COMPARED = 60;

/**
 * The known names, for somebody who wrote another one: those that are most like it first, and only some where
 * there are many.
 */
export function knownNames(unknown: string, known: readonly string[]): string {
	const name = unknown.slice(0, MAX_COMPARED).toLowerCase();
	const told = known
		.map((one) => ({ one, far: unlikeness(name, one.toLowerCase()) }))
		.sort((a, b) => a.far - b.far)
		.slice(0, MAX_TOLD)
		.map(({ one }) => one);
	const more = known.length - told.length;
	return `${told.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** From 0 (the same) to 1: what share of the longer name is another. Part of a long name is like it, a short one that is not is not. */
function unlikeness(a: string, b: string): number {
	return editsBetween(a, b) / Math.max(a.length, b.length, 1);
}

/** How many letters have to be put in, taken out or changed to make the one of the other. */
function editsBetween(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
