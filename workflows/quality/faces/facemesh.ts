import type { FivePoints } from "./chip.ts";
import { type Box, centreOf, moved, type Point, type Similarity } from "./geometry.ts";

/** Side of the square that the mesh takes, in pixels. */
export const FACEMESH_SIDE = 192;
/** Numbers that it answers: 468 points of three. */
export const FACEMESH_NUMBERS = 1404;
/** A face is shown to it so many times larger than the detector's box. Source: MediaPipe, `face_landmark`. */
const ROOM = 1.5;

/** The square of a face that the mesh is to see, upright by the eyes: from the square to the picture. */
export function meshSquare(box: Box, eyes: readonly [Point, Point]): Similarity {
	return square(
		[box.x + box.width / 2, box.y + box.height / 2],
		Math.max(box.width, box.height) * ROOM,
		eyes,
		FACEMESH_SIDE,
	);
}

/** A square of `pixels` on a side about a middle, `size` pixels of the picture on a side, turned as the eyes are. */
function square(
	[x, y]: Point,
	size: number,
	[left, right]: readonly [Point, Point],
	pixels: number,
): Similarity {
	const angle = Math.atan2(right[1] - left[1], right[0] - left[0]);
	const [a, b] = [(Math.cos(angle) * size) / pixels, (Math.sin(angle) * size) / pixels];
	const half = (pixels - 1) / 2;
	return { a, b, x0: x - half * a + half * b, y0: y - half * b - half * a };
}

/** Points of the mesh around each eye, at the tip of the nose, and at the ends of the mouth. */
const FIVE = [[33, 133, 159, 145], [362, 263, 386, 374], [1], [61], [291]] as const;

/** What the mesh says of a face, in pixels of its picture. */
export interface Mesh {
	points: FivePoints;
	/** The box around all of its points. */
	box: Box;
	/** From a square of the embedder to the picture: the face upright, with room around it. */
	upright(pixels: number): Similarity;
}

/** Room around the points of the mesh for the embedder: of 0.8 to 1.4 the one that tells people apart best. */
const EMBEDDED_ROOM = 1.2;

/** Reads the points of a mesh, which lie in the square of {@link meshSquare}. */
export function readMesh(numbers: ArrayLike<number>, toPicture: Similarity): Mesh {
	const all = Array.from(
		{ length: FACEMESH_NUMBERS / 3 },
		(_, i): Point => moved([numbers[i * 3] as number, numbers[i * 3 + 1] as number], toPicture),
	);
	const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
	const [x, y] = [Math.min(...xs), Math.min(...ys)];
	const box = { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
	const points = FIVE.map((of) => centreOf(of.map((i) => all[i] as Point))) as unknown as FivePoints;
	return {
		points,
		box,
		upright: (pixels) =>
			square(
				[x + box.width / 2, y + box.height / 2],
				Math.max(box.width, box.height) * EMBEDDED_ROOM,
				[points[0], points[1]],
				pixels,
			),
	};
}
