import type { aspectRatios } from "../../definition/parameters.ts";

/** Pixels to add at each side; the parameters of the workflow flux-outpaint. */
export interface Borders {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** Borders come in steps of this many pixels. */
const step = 8;

/**
 * The borders that give a picture another shape: even on both sides, only left and right or only above and below,
 * to the nearest 16 pixels in all. All are 0 where it has that shape already.
 *
 * @param size of the picture in pixels, above 0
 * @param shape what is wanted, such as `9:16` for a story
 */
export function bordersFor(
	size: { width: number; height: number },
	shape: (typeof aspectRatios)[number],
): Borders {
	const [across = 1, up = 1] = shape.split(":").map(Number);
	const half = (wanted: number, now: number) => Math.max(0, Math.round((wanted - now) / 2 / step) * step);
	const side = half((size.height * across) / up, size.width);
	const end = half((size.width * up) / across, size.height);
	return { left: side, top: end, right: side, bottom: end };
}
