import { HUMAN_CURVE } from "../faces/curves.ts";
import type { Faces, FoundFace } from "../faces/found.ts";

/** The engine that looked, in words of a test: the weights are of none that there is. */
export const engine = { id: "human", version: "1", weights: "a".repeat(64), curve: HUMAN_CURVE } as const;

/** A sharp face from the front, as an engine tells of it; its person is the direction of `embedding`. */
export const face = (more: Partial<FoundFace> = {}): FoundFace => ({
	box: { x: 0, y: 0, width: 100, height: 100 },
	score: 0.9,
	points: [
		[1, 1],
		[3, 1],
		[2, 2],
		[1, 3],
		[3, 3],
	],
	view: "front",
	yaw: 0,
	sharpness: 100,
	embedding: [1, 0],
	...more,
});

/** A picture in which an engine found these. */
export const seen = (...faces: FoundFace[]): Faces => ({ how: "found", engine, faces });
