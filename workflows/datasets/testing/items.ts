import { characterSheetPlan, sheetCaption } from "../../prompts/poses.ts";
import { hashesOf } from "../../quality/pixels/hashes.ts";
import { greyOf, mirrored } from "../../quality/pixels/raster.ts";
import { good } from "../../quality/testing/pictures.ts";
import type { DatasetItem, DatasetTerms } from "../items.ts";

/** What tests of data sets share: items as a character sheet has them. */

export const TERMS: DatasetTerms = { trigger: "spyke_plasma_v1", asymmetric: false };

const hashes = new Map<number, DatasetItem["hashes"]>();

/** Hashes of a picture that is made from a number. */
export function hashesFrom(seed: number) {
	const known = hashes.get(seed) ?? hashesOf(greyOf(good(seed, 64, 64)));
	hashes.set(seed, known);
	return known;
}

/** The same of its mirror image. */
export const mirrorFrom = (seed: number) => hashesOf(mirrored(greyOf(good(seed, 64, 64))));

/** The first pictures of a character sheet, all different, each with its caption. */
export function sheetItems(count: number): DatasetItem[] {
	return characterSheetPlan(count).map((picture, at) => ({
		name: `${at}.png`,
		sha256: String(at).padStart(64, "0"),
		size: { width: 512, height: 768 },
		hashes: hashesFrom(at),
		caption: sheetCaption(TERMS.trigger, picture),
		framing: null,
		flip_of: null,
	}));
}
