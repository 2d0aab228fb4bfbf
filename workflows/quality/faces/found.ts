import type { FivePoints } from "./chip.ts";
import type { Curve } from "./curve.ts";
import type { Embedding } from "./embedding.ts";
import type { Box } from "./geometry.ts";
import type { FaceView } from "./view.ts";

/** Which detector and embedder looked, with the curve that its scores are of. */
export interface EngineName {
	id: "human" | "insightface";
	/** The version of the package, or of the set of files. */
	version: string;
	/** SHA-256 of the weights that embed: cosines of other weights mean something else. */
	weights: string;
	curve: Curve;
}

/** A face in a picture. Plain data: it comes from another process. */
export interface FoundFace {
	/** In pixels of the picture as it was looked at. */
	box: Box;
	/** How sure the detector is, 0 to 1. */
	score: number;
	points: FivePoints;
	view: FaceView;
	/** Degrees; see `yawOf`. */
	yaw: number;
	/** Variance of the Laplacian of the face, as `image_sharpness` has it of a whole picture. */
	sharpness: number;
	/** Null: the face could not be embedded. */
	embedding: Embedding | null;
}

/** The faces of a picture, the largest first; or why nobody looked. */
export type Faces =
	| { how: "found"; engine: EngineName; faces: FoundFace[] }
	/** Nobody asked, or there is no engine. */
	| { how: "not_tried"; why: string }
	/** Looking for them broke. */
	| { how: "failed"; why: string };

/** The answer where nobody asked. */
export const NOT_ASKED: Faces = { how: "not_tried", why: "nobody asked for faces" };
