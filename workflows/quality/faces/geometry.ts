/** A place in a picture, in pixels from its upper left corner. */
export type Point = readonly [x: number, y: number];

/** A rectangle in a picture, in pixels. */
export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Turning, scaling and moving, and nothing else: `(x, y)` goes to `(a x - b y + x0, b x + a y + y0)`. */
export interface Similarity {
	a: number;
	b: number;
	x0: number;
	y0: number;
}

/**
 * The similarity that brings `from` nearest to `to`, by least squares (Umeyama 1991, without mirroring). In a plane it
 * is a quotient of complex numbers, and needs no decomposition.
 *
 * @throws {RangeError} where there are not as many of the one as of the other, or all of `from` are one place
 */
export function similarityBetween(from: readonly Point[], to: readonly Point[]): Similarity {
	if (from.length !== to.length) throw new RangeError(`${from.length} points cannot go to ${to.length}`);
	const [fromX, fromY] = centreOf(from);
	const [toX, toY] = centreOf(to);
	let [real, imaginary, size] = [0, 0, 0];
	for (const [i, [x, y]] of from.entries()) {
		const [u, v] = to[i] as Point;
		const [dx, dy, du, dv] = [x - fromX, y - fromY, u - toX, v - toY];
		real += dx * du + dy * dv;
		imaginary += dx * dv - dy * du;
		size += dx * dx + dy * dy;
	}
	if (!(size > 0)) throw new RangeError("points in one place say nothing of turning and scale");
	const [a, b] = [real / size, imaginary / size];
	return { a, b, x0: toX - a * fromX + b * fromY, y0: toY - b * fromX - a * fromY };
}

/** Where a similarity brings a point. */
export function moved([x, y]: Point, { a, b, x0, y0 }: Similarity): Point {
	return [a * x - b * y + x0, b * x + a * y + y0];
}

/** The middle of some points. */
export function centreOf(points: readonly Point[]): Point {
	const sum = points.reduce<Point>((all, [x, y]) => [all[0] + x, all[1] + y], [0, 0]);
	return [sum[0] / points.length, sum[1] / points.length];
}

/** The share that two boxes have in common: of what both cover together, or of the smaller one. 0 to 1. */
export function overlap(one: Box, other: Box, of: "union" | "smaller"): number {
	const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
	const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
	if (!(width > 0 && height > 0)) return 0;
	const common = width * height;
	const [first, second] = [one.width * one.height, other.width * other.height];
	return common / (of === "union" ? first + second - common : Math.min(first, second));
}

/**
 * Of what was found several times the surest (non-maximum suppression), surest first.
 *
 * @param most the share in common, by `of`, up to which two are two
 */
export function surest<Found extends { box: Box; score: number }>(
	found: readonly Found[],
	most: number,
	of: "union" | "smaller" = "union",
): Found[] {
	const kept: Found[] = [];
	for (const one of found.toSorted((a, b) => b.score - a.score))
		if (kept.every((other) => overlap(one.box, other.box, of) <= most)) kept.push(one);
	return kept;
}
