/** The anchors of a page's headings, as GitHub makes them: the second of the same words gets `-1`, and so on. */
export class Anchors {
	readonly #taken = new Map<string, number>();

	/** The anchor of the next heading with these words. */
	next(words: string): string {
		const slug = slugOf(words);
		const before = this.#taken.get(slug) ?? 0;
		this.#taken.set(slug, before + 1);
		return before === 0 ? slug : `${slug}-${before}`;
	}
}

function slugOf(words: string): string {
	return words
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
		.replaceAll(" ", "-");
}
