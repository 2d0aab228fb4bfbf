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
	threshold: 0.64,
	middle: 0.6,
	steepness: 11.5,
	measured:
		"one man in 3 photographs (face_recognition 1.3.0): 0.755, 0.764 and 0.781; with two crops of one and a second file of another 0.707 to 0.920; 434 pairs of faces taken for different people (the same, scikit-image 0.26, insightface 2.1, @vladmandic/face-api 1.7.15; by a prototype, at 1024 pixels): half below 0.371, one in a hundred above 0.560, none above 0.583. Threshold and steepness were set on these pictures and tried on no others",
};
