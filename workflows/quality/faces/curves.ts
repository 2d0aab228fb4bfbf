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
		"14 pairs of one man in 5 photographs (face_recognition 1.3.0): 0.707 to 0.920, half above 0.764; 434 pairs of different people in 14 photographs (face_recognition 1.3.0, scikit-image 0.26, insightface 2.1, @vladmandic/face-api 1.7.15): half below 0.371, one in a hundred above 0.560, none above 0.583",
};
