import path from "node:path";
import type { Source } from "./pages.ts";

/** Where a link of a document leads on the site. */
export type Target =
	| { kind: "page"; href: string }
	/** A picture that is served beside the pages. */
	| { kind: "picture"; file: string }
	/** A file of the repository, which is not served: it is named. */
	| { kind: "file"; file: string }
	| { kind: "outside"; href: string };

const PICTURE = /\.(png|webp|jpe?g|svg|gif)$/i;

/**
 * Where a link in a document leads: to another page, to a file that only the repository has, to another host. Pure.
 *
 * @param from the file that the link stands in, from the root of the repository
 * @param pages the file of each page, and where it is served
 */
export function targetOf(link: string, from: string, pages: ReadonlyMap<string, string>): Target {
	if (/^(https?|mailto):/.test(link)) return { kind: "outside", href: link };
	if (link.startsWith("/")) return { kind: "page", href: link };
	const [name = "", anchor] = link.split("#");
	const file = name === "" ? from : path.posix.join(path.posix.dirname(from), name);
	const page = pages.get(file) ?? pages.get(`${file}/README.md`);
	if (page !== undefined) return { kind: "page", href: addressOf(page, anchor) };
	return PICTURE.test(file) ? { kind: "picture", file } : { kind: "file", file };
}

/** The address of a page, from its path below `/docs/`. */
export function addressOf(page: string, anchor?: string): string {
	return `/docs/${page}${anchor === undefined ? "" : `#${anchor}`}`;
}

/** Which file is served where. */
export function placesOf(sources: readonly Source[]): Map<string, string> {
	return new Map(sources.map(({ file, path: page }) => [file, page]));
}
