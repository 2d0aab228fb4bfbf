import { originalStem } from "../../../workflows/datasets/flips.ts";
import type { DatasetRole } from "../../contract/training/dataset-items.ts";
import type { NewItem } from "../items.ts";

/** A picture of an archive, stored already. */
export interface Stored {
	path: string;
	asset: string;
}

/** What becomes of an archive. */
export interface Paired {
	items: NewItem[];
	/** Paths of texts that no picture goes with. */
	loose_captions: string[];
}

/**
 * Puts the texts of an archive to its pictures, in the order of their paths: `a.txt` goes with `a.png` of the same folder,
 * `a_flipped.png` is the flipped copy of `a.png`, and what lies in a folder `reg` is of the class. Pure.
 */
export function pair(pictures: readonly Stored[], captions: ReadonlyMap<string, string>): Paired {
	const sorted = pictures.toSorted((a, b) => (a.path < b.path ? -1 : 1));
	const shown = sorted.filter(({ path }) => roleOf(path) === "picture");
	const places = new Map(shown.map(({ path }, at) => [stemOf(path), at]));
	// Those of the class come last, so that a place among the others is a place among all.
	const beside = sorted.filter(({ path }) => roleOf(path) === "regularisation");
	const items = [...shown, ...beside].map(({ path, asset }): NewItem => {
		const role = roleOf(path);
		const original = role === "picture" ? places.get(originalStem(stemOf(path)) ?? "") : undefined;
		return {
			asset,
			role,
			caption: role === "picture" ? (captions.get(stemOf(path)) ?? null) : null,
			framing: null,
			flip_of: original === undefined ? null : { added: original },
			hashes: null,
		};
	});
	const stems = new Set(sorted.map(({ path }) => stemOf(path)));
	return {
		items,
		loose_captions: [...captions.keys()].filter((stem) => !stems.has(stem)).map((stem) => `${stem}.txt`),
	};
}

/** Whether a picture is trained, or trained beside. */
export const roleOf = (path: string): DatasetRole =>
	path.split("/").slice(0, -1).includes("reg") ? "regularisation" : "picture";

/** A path without its extension. */
export const stemOf = (path: string): string => path.replace(/\.[^./]+$/, "");
