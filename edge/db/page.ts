/**
 * Rows that one page of a list looks at where no index has what was asked for: what a list costs must not hang on
 * how much there is that does not fit.
 */
export const MAX_LOOKED_AT = 1000;

export interface Page<T> {
	data: T[];
	/** Where the next page goes on; null: this was the last one. */
	next_cursor: string | null;
	has_more: boolean;
}

/**
 * A page of `limit` rows from `limit + 1` that fit. `looked` is what was gone through for them where that is bounded:
 * a page that found too little within the bound ends where the walk did, and the next one goes on from there.
 */
export function cutPage<T extends { id: string }>(
	rows: T[],
	limit: number,
	looked?: { count: number; last: string | null },
): Page<T> {
	const data = rows.slice(0, limit);
	if (rows.length > limit) return { data, next_cursor: data.at(-1)?.id ?? null, has_more: true };
	const unfinished = looked !== undefined && looked.count >= MAX_LOOKED_AT;
	return { data, next_cursor: unfinished ? looked.last : null, has_more: unfinished };
}
