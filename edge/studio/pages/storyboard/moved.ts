/** The list with one of it a place earlier or later; the same where there is no such place. Pure. */
export function moved(ids: readonly string[], id: string, by: -1 | 1): string[] {
	const from = ids.indexOf(id);
	const to = from + by;
	if (from < 0 || to < 0 || to >= ids.length) return [...ids];
	const others = ids.filter((one) => one !== id);
	return [...others.slice(0, to), id, ...others.slice(to)];
}
