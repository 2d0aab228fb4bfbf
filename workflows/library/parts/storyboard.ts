import type * as z from "zod";
import { pixels, together } from "../../definition/parameters.ts";

/** What the storyboard workflows share: a picture is rendered at one size and delivered at another. */

/** Scaling crops to the delivered shape; more than this share of a side lost would be a surprise. */
const MAX_CROP = 0.03;

/** In pixels. */
export interface StoryboardSize {
	width: number;
	height: number;
	render_width: number;
	render_height: number;
}

/**
 * The parameters `width` and `height` of the delivered picture, `render_width` and `render_height` of the one
 * that is made.
 *
 * @param standard what they are at `at`
 * @param rendered range of a rendered side, in pixels
 */
export function storyboardSides(
	at: string,
	standard: StoryboardSize,
	rendered: { min: number; max: number; step: number },
) {
	const out = pixels({ min: 256, max: 3840, step: 2 }).optional();
	const made = pixels(rendered).optional();
	const { width, height, render_width, render_height } = standard;
	return {
		width: out.meta({
			description: `Width of the delivered picture in pixels. ${width} at ${at}. Send it with height.`,
		}),
		height: out.meta({
			description: `Height of the delivered picture in pixels. ${height} at ${at}. Send it with width.`,
		}),
		render_width: made.meta({
			description: `Width at which it is made, before scaling. ${render_width} at ${at}. Send it with render_height.`,
		}),
		render_height: made.meta({
			description: `Height at which it is made, before scaling. ${render_height} at ${at}. Send it with render_width.`,
		}),
	};
}

/**
 * Reports sizes of which only one was sent, and a delivered shape that would lose much of what is rendered. For
 * `superRefine`.
 *
 * @param size what the chosen aspect ratio brings along
 */
export function checkSides(
	sent: Readonly<Partial<Record<keyof StoryboardSize, number | undefined>>>,
	ctx: z.RefinementCtx,
	size: Readonly<StoryboardSize>,
): void {
	together(sent, ctx, "width", "height");
	together(sent, ctx, "render_width", "render_height");
	const out = (sent.width ?? size.width) / (sent.height ?? size.height);
	const made = (sent.render_width ?? size.render_width) / (sent.render_height ?? size.render_height);
	if (Math.max(out / made, made / out) <= 1 / (1 - MAX_CROP)) return;
	ctx.addIssue({
		code: "custom",
		path: [sent.width === undefined && sent.render_width !== undefined ? "render_width" : "width"],
		message:
			"does not have the shape of what is rendered, and much would be cropped. Choose an aspect_ratio that fits",
	});
}
