import type { PictureHashes } from "../pixels/hashes.ts";
import type { Measures } from "../pixels/measure.ts";

/** What was found when a file was opened. Plain data: it comes from another process. */
export interface Examination {
	/** Bytes. */
	size: number;
	sha256: string;
	/** What it is by its bytes; null: nothing that is known. */
	content_type: string | null;
	/** What is known of a file that is not accepted, such as `a GIF`. */
	strange: string | null;
	/** Pixels, as its header says; null where that cannot be read. */
	width: number | null;
	height: number | null;
	/** It has several pictures: the first one was looked at. */
	animated: boolean;
	decoded:
		| { how: "whole"; measures: Measures }
		/** It is broken, and how. */
		| { how: "broken"; why: string }
		/** Nobody tried, and why. */
		| { how: "not_tried"; why: string }
		/** Looking at it broke: it took too long, or its process died. */
		| { how: "failed"; why: string };
	/** A small WebP of it, for contact sheets; null where none was asked for. */
	thumbnail: Uint8Array | null;
}

/** The hashes of a picture that was decoded. */
export function hashesIn({ decoded }: Pick<Examination, "decoded">): PictureHashes | null {
	return decoded.how === "whole" ? decoded.measures.hashes : null;
}
