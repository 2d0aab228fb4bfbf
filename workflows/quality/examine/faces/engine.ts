import type { EngineName, FoundFace } from "../../faces/found.ts";
import type { Raster } from "../../pixels/raster.ts";

/** Finds faces and says whom they are like. It holds its models in memory. */
export interface FaceEngine {
	name: EngineName;
	/** The faces of a picture, the largest first, at most {@link MOST_FACES}. */
	look(picture: Raster): Promise<FoundFace[]>;
}

/** Faces of one picture that are looked at closer. */
export const MOST_FACES = 20;

/** An engine that could not be loaded, and why. */
export class NoEngine extends Error {
	override name = "NoEngine";
}
