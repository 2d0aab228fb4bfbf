/** A page of a list; `next_cursor` asks for what follows, and is null on the last. */
export interface Page<T, Cursor> {
	data: T[];
	next_cursor: Cursor | null;
}

/** All of a list, page by page, by whatever asks for one; the first is asked for without a cursor. */
export async function* everyPage<T, Cursor>(
	ask: (cursor: Cursor | undefined) => Promise<Page<T, Cursor>>,
): AsyncGenerator<T> {
	let cursor: Cursor | undefined;
	do {
		const { data, next_cursor } = await ask(cursor);
		yield* data;
		cursor = next_cursor ?? undefined;
	} while (cursor !== undefined);
}
