import { VERSION_NUMBER } from "../../../workflows/definition/version-number.ts";

/** What the files of a manga project are called. */

/** A page of a chapter; both are counted from 1. */
export interface PagePlace {
	chapter: number;
	page: number;
}

/** Names carry two digits of the chapter and three of the page. */
export const MOST_CHAPTERS = 99;
export const MOST_PAGES = 999;

/** Folder of a chapter, below the project's `output` or `prompts`: `ch-01`. */
export function chapterFolder({ chapter }: PagePlace): string {
	return `ch-${digits(chapter, 2)}`;
}

/** What names of everything about a page begin with: `ch01_p001`. */
export function pageStem({ chapter, page }: PagePlace): string {
	return `ch${digits(chapter, 2)}_p${digits(page, 3)}`;
}

/** What names of one version of a page begin with: `ch01_p001_v1`. */
export function versionStem(place: PagePlace, version: number): string {
	return `${pageStem(place)}_v${version}`;
}

/** The page whose workflow a file holds, by its name; null where that says nothing. */
export function placeOfWorkflow(filename: string): PagePlace | null {
	const [, chapter, page] = /^ch(\d{2})_p(\d{3})_v[1-9]\d*\.workflow\.json$/.exec(filename) ?? [];
	const place = { chapter: Number(chapter), page: Number(page) };
	return place.chapter >= 1 && place.page >= 1 ? place : null;
}

/**
 * The version after the highest that anything in a folder is called by, whatever its ending: a picture, a workflow
 * without one, or the mark of a run that has not ended.
 */
export function nextVersion(place: PagePlace, filenames: readonly string[]): number {
	const name = new RegExp(`^\\.?${pageStem(place)}_v(${VERSION_NUMBER})\\.`);
	return 1 + Math.max(0, ...filenames.map((filename) => Number(name.exec(filename)?.[1] ?? 0)));
}

function digits(value: number, count: number): string {
	return String(value).padStart(count, "0");
}
