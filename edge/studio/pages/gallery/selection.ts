/** What of the gallery is selected, and where a range begins. */
export interface Selection {
	ids: ReadonlySet<string>;
	/** The one that was pressed last. */
	anchor: string | null;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** After one was pressed: it changes; with `range` all from the one that was pressed before become as it is. Pure. */
export function pressed(
	selection: Selection,
	id: string,
	order: readonly string[],
	range: boolean,
): Selection {
	const ids = new Set(selection.ids);
	const on = !ids.has(id);
	const from = range && selection.anchor !== null ? order.indexOf(selection.anchor) : -1;
	const to = order.indexOf(id);
	const those = from < 0 || to < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
	for (const one of those) {
		if (on) ids.add(one);
		else ids.delete(one);
	}
	return { ids, anchor: id };
}
