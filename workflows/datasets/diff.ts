/** What a version says of one picture. */
export interface Kept {
	sha256: string;
	caption: string;
}

export interface DatasetDiff<Item extends Kept = Kept> {
	added: Item[];
	removed: Item[];
	/** The same bytes under another caption. */
	changed: { sha256: string; before: string; after: string }[];
}

/** What a version has that an earlier one has not, and the other way round. Pictures are told apart by their bytes. */
export function diffOf<Item extends Kept>(
	before: readonly Item[],
	after: readonly Item[],
): DatasetDiff<Item> {
	const had = new Map(before.map((item) => [item.sha256, item]));
	const has = new Map(after.map((item) => [item.sha256, item]));
	return {
		added: [...has.values()].filter(({ sha256 }) => !had.has(sha256)),
		removed: [...had.values()].filter(({ sha256 }) => !has.has(sha256)),
		changed: [...has.values()].flatMap(({ sha256, caption }) => {
			const earlier = had.get(sha256);
			return earlier === undefined || earlier.caption === caption
				? []
				: [{ sha256, before: earlier.caption, after: caption }];
		}),
	};
}
