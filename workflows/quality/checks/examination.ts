import type { Faces } from "../faces/found.ts";
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
	/** The people in it. */
	faces: Faces;
	/** A small WebP of it, for contact sheets; null where none was asked for. */
	thumbnail: Uint8Array | null;
}

/** Standard deviation from which on a hash tells one picture from others: those of one colour all have the same. */
const TELLING = 2;

/** The hash that a picture is found by; null: it was not decoded, or its hash tells nothing. */
export function tellingHash({ decoded }: Pick<Examination, "decoded">): string | null {
	if (decoded.how !== "whole" || decoded.measures.light.spread < TELLING) return null;
	return decoded.measures.hashes.phash;
}

/** The hashes of a picture that was decoded. */
export function hashesIn({ decoded }: Pick<Examination, "decoded">): PictureHashes | null {
	return decoded.how === "whole" ? decoded.measures.hashes : null;
}
