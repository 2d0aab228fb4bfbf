import type { FaceWish } from "../faces/wish.ts";

/** What is wanted of a file besides its measures. */
export interface Asked {
	thumbnail?: boolean;
	/** Null or absent: no faces are looked for. */
	faces?: FaceWish | null;
}
