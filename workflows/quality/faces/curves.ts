import type { Curve } from "./curve.ts";

/**
 * The curve of ArcFace models: the one that InspireFace publishes for its own (`similarity_converter.h`: 0.48 is 60 %,
 * steepness 8). A cosine of 0.60 is 80 %, 0.80 is 95 %.
 */
export const ARCFACE_CURVE: Curve = {
	threshold: 0.48,
	middle: 0.6,
	steepness: 8,
	measured: "published by InspireFace for ArcFace models; not measured here",
};

/** The curve of the embedder that comes with `@vladmandic/human`. */
export const HUMAN_CURVE: Curve = {
	threshold: 0.61,
	middle: 0.6,
	steepness: 11,
	measured:
		"set on 39 photographs of 11 people and tried on 32 of 11 others (test pictures of face-api.js, deepface, facenet-pytorch and face_recognition), each against the mean of a person's other photographs, of whom there are three at least. Of the others 22 of 22 of the same person are above the threshold (0.673 to 0.905, half above 0.841) and 1 of 258 of another one is (0.275 to 0.613, half below 0.427): recall 1, precision 0.957, AUC 1.000. On those it was set on: 31 of 31 and 1 of 314, two women who look alike, at 0.711",
};
