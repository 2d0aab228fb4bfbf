import type { Runpod } from "./client.ts";
import type { Pace } from "./pace.ts";

/** After this long, in milliseconds, RunPod is asked again that could not be, or did not say. */
export const AGAIN_MS = 10_000;

/** What looking after machines needs of the world besides what is stored. */
export interface Outside {
	runpod: Runpod;
	/** Of asking RunPod for its list of pods. */
	lists: Pace;
	now(): number;
	random(): number;
	/** Tells who runs this. Nothing secret. */
	tell(message: string, about: Record<string, unknown>): void;
}
