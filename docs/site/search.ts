import MiniSearch from "minisearch";
import { addressOf } from "./links.ts";
import type { Rendered } from "./markdown.ts";
import { SEARCH_OPTIONS } from "./page/search-options.ts";

/** Letters of a part that are searched. What stands further on is on the page that its heading leads to. */
const MOST_TEXT = 1500;
const START = 140;

/** The index that the page's search reads, as JSON: every part of every page. Pure. */
export function searchIndex(pages: readonly { path: string; rendered: Rendered }[]): string {
	const index = new MiniSearch(SEARCH_OPTIONS);
	index.addAll(
		pages.flatMap(({ path, rendered }) =>
			rendered.parts.map(({ anchor, words, text, depth }) => ({
				id: `${path}#${anchor}`,
				href: depth === 1 ? addressOf(path) : addressOf(path, anchor),
				title: rendered.title,
				words,
				text: text.slice(0, MOST_TEXT),
				start: text.length > START ? `${text.slice(0, START)}…` : text,
			})),
		),
	);
	return JSON.stringify(index);
}
