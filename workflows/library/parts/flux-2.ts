import type * as z from "zod";
import type { Slot } from "../../definition/define.ts";
import { sampler, steps } from "../../definition/parameters.ts";
import { oneSeed } from "./pictures.ts";
import { guidance } from "./sampling.ts";

/** What the workflows of FLUX.2 [dev] share: the nodes of its sampling have the same ids in each of their graphs. */

/** Seed, steps, guidance and sampler. FLUX.2 has a schedule of its own, so there is none to choose. */
export const flux2Sampling = {
	seed: oneSeed,
	steps: steps(20, 50),
	guidance: guidance(4),
	sampler: sampler("euler"),
};

/** Where prompt, seed, steps, guidance and sampler go. */
export const flux2Slots: Readonly<Record<string, readonly Slot[]>> = {
	prompt: [{ node: "6", input: "text" }],
	seed: [{ node: "25", input: "noise_seed" }],
	steps: [{ node: "48", input: "steps" }],
	guidance: [{ node: "26", input: "guidance" }],
	sampler: [{ node: "16", input: "sampler_name" }],
};

/** The schedule depends on the size, so that a size goes to two nodes. */
export const flux2Width: readonly Slot[] = [
	{ node: "47", input: "width" },
	{ node: "48", input: "width" },
];
export const flux2Height: readonly Slot[] = [
	{ node: "47", input: "height" },
	{ node: "48", input: "height" },
];

/** Sides of a picture, in pixels. */
export const flux2Sides = { min: 512, max: 2560, step: 16 };

/** What the model makes at most: four megapixels, such as 2048x2048. */
const MAX_AREA = 2048 * 2048;

/** Reports a picture that is larger than the model makes. For `superRefine`. */
export function checkFlux2Area(
	sent: Readonly<Record<string, unknown>>,
	ctx: z.RefinementCtx,
	width: string,
	height: string,
): void {
	const [w, h] = [sent[width], sent[height]];
	if (typeof w !== "number" || typeof h !== "number" || w * h <= MAX_AREA) return;
	const message = `${w}x${h} is more than the four megapixels that Flux.2 makes (2048x2048, 2560x1440). Send a smaller ${width} or ${height}`;
	ctx.addIssue({ code: "custom", path: [width], message });
}
