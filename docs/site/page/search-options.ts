/** What the index holds of each part of a page; the page that reads it says the same. */
export const SEARCH_OPTIONS = {
	fields: ["words", "title", "text"],
	storeFields: ["href", "title", "words", "start"],
	searchOptions: { boost: { words: 4, title: 2 }, prefix: true, fuzzy: 0.15, combineWith: "AND" as const },
};

/** A part of a page as it is found. */
export interface Found {
	href: string;
	/** Of the page. */
	title: string;
	/** Of the heading. */
	words: string;
	/** How its text begins. */
	start: string;
}
