import type { Framing } from "../prompts/poses.ts";
import type { PictureHashes } from "../quality/pixels/hashes.ts";

/** What is known of one picture of a data set. */
export interface DatasetItem {
	/** What verdicts call it: an id, or the name of a file. No two of a set have the same. */
	name: string;
	/** Of its bytes; null: they were not read. */
	sha256: string | null;
	/** In pixels; null: it cannot be decoded. */
	size: { width: number; height: number } | null;
	/** Null: nobody has decoded it, so it is compared with no other. */
	hashes: PictureHashes | null;
	/** Null: there is none. */
	caption: string | null;
	/** As whoever made the picture says; null: as its caption says. */
	framing: Framing | null;
	/** The item that it is the flipped copy of; null: it is none. */
	flip_of: string | null;
}

/** What is asked of a data set as a whole. */
export interface DatasetTerms {
	/** The word that the character is learned under. */
	trigger: string;
	/** Whether the character's two sides differ. */
	asymmetric: boolean;
}
