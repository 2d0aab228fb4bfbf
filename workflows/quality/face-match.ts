/**
 * One meaning for "face match": the readings of the workflows face-similarity and face-similarity-reactor, and a
 * percentage made of them. Cosine similarity itself is no percentage: two photographs of one person lie far below
 * 1, and how far depends on the reader of faces and on the person.
 */

/** Face matches that the requirements ask for, in percent. */
export const faceMatchTargets = { face_swap: 80, lora: 95 } as const;

/**
 * Above this cosine similarity two faces count as one person: 1 - 0.68, the threshold that DeepFace gives for
 * ArcFace models.
 */
export const SAME_PERSON_SIMILARITY = 0.32;

/** What a comparison found. `similarity` is a cosine, -1 to 1. */
export type FaceReading = { face: true; similarity: number } | { face: false };

/** FaceAnalysis answers with this distance where the picture has no face. */
const NO_FACE_DISTANCE = 100;

/**
 * Reads the text output `distance` of face-similarity: a list with one cosine distance (0 to 2), as JSON or as
 * Python writes it. Null where it is neither.
 */
export function readFaceDistance(text: string): FaceReading | null {
	const inside = /^\[(.*)\]$/.exec(text.trim())?.[1] ?? text;
	const bare = /^np\.float\d+\((.*)\)$/.exec(inside.trim())?.[1] ?? inside;
	const distance = decimal(bare);
	if (distance === null) return null;
	if (distance === NO_FACE_DISTANCE) return { face: false };
	// Two pictures that are nearly the same can come out a rounding error below 0.
	return distance > -1e-6 && distance <= 2 ? { face: true, similarity: 1 - Math.max(0, distance) } : null;
}

/** Reads the text outputs of face-similarity-reactor. Null where the first is no number from 0 to 1. */
export function readFaceSimilarity(similarity: string, words: string): FaceReading | null {
	const number = decimal(similarity);
	if (number === null || number < 0 || number > 1) return null;
	return number === 0 && /not found/i.test(words) ? { face: false } : { face: true, similarity: number };
}

/** A decimal number as Python writes it. */
function decimal(text: string): number | null {
	return /^\s*-?\d+(?:\.\d+)?(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : null;
}

/**
 * The face match in percent, 0 to 100: the similarity as a share of a baseline. No face is 0.
 *
 * @param baseline how alike pictures are that certainly show the character, compared with one another by the same
 *   workflow; their mean. Above 0, at most 1.
 * @throws {RangeError} where the baseline is not in that range
 */
export function faceMatchPercent(reading: FaceReading, baseline: number): number {
	if (!(baseline > 0 && baseline <= 1))
		throw new RangeError(`a baseline is above 0 and at most 1, not ${baseline}`);
	if (!reading.face) return 0;
	return Math.min(100, Math.max(0, (100 * reading.similarity) / baseline));
}
