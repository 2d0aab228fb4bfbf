import * as z from "zod";
import type { ComputedValue, Slot } from "../../definition/define.ts";
import { numberAt } from "../../definition/values.ts";

/**
 * People say seconds, video models count frames. The VAEs of Wan and HunyuanVideo take one frame and then groups
 * of four, so a film has 4n+1 frames; other counts are rounded down by the nodes. Which frame rate a film has is
 * a matter of what the model was trained with, not of taste.
 */

/** Half a second is a whole number of groups at 16 and at 24 frames a second. */
const step = 0.5;

/** How long the film is: `min` to `max` seconds in steps of half a second. */
export function filmSeconds(range: { standard: number; max: number; advice: string }) {
	return z
		.number()
		.min(step)
		.max(range.max)
		.multipleOf(step)
		.default(range.standard)
		.meta({ description: `Length of the film in seconds. ${range.advice}` });
}

/** The number of frames of the form 4n+1 that is nearest to this many seconds after the first frame. */
export function framesFor(seconds: number, fps: number): number {
	return 4 * Math.round((seconds * fps) / 4) + 1;
}

/** `seconds` as the frames that a node wants. */
export function frameCount(fps: number, slots: readonly Slot[]): ComputedValue {
	return {
		name: "frames",
		from: ["seconds"],
		slots,
		compute: (values) => framesFor(numberAt(values, "seconds"), fps),
		what: `seconds at ${fps} frames a second, and the first frame.`,
	};
}

/** How long a film takes to make where time grows with its length: `typical` seconds for `standard` of film. */
export function inProportion(typical: number, standard: number) {
	return (values: Readonly<Record<string, unknown>>) =>
		Math.ceil((typical * numberAt(values, "seconds")) / standard);
}
