import type { FivePoints } from "./chip.ts";
import { centreOf, moved, similarityBetween } from "./geometry.ts";

/** How a face is seen. */
const FACE_VIEWS = ["front", "three_quarter", "side"] as const;
export type FaceView = (typeof FACE_VIEWS)[number];

/** The tip of a nose lies so far before the line between the eyes, in distances of the eyes: a mean of heads. */
const NOSE = 0.45;
/** Degrees from which a face is no more seen from the front, and from which it is seen from the side. */
const VIEW_DEGREES = { three_quarter: 30, side: 55 } as const;

/**
 * How far a head is turned, in degrees: 0 is towards the viewer, positive to the viewer's right. From where the nose
 * lies between the eyes, as a head of usual shape has them: good to tell views apart, and no measure of an angle.
 */
export function yawOf([left, right, nose]: FivePoints): number {
	const upright = similarityBetween(
		[left, right],
		[
			[-0.5, 0],
			[0.5, 0],
		],
	);
	const [across] = moved(nose, upright);
	return (Math.atan(across / NOSE) * 180) / Math.PI;
}

/** The view of a face by its five points; of one whose eyes are in one place it is the side. */
export function viewOf(points: FivePoints): { view: FaceView; yaw: number } {
	const [left, right] = points;
	const [middle] = centreOf([left, right]);
	if (Math.hypot(right[0] - left[0], right[1] - left[1]) < 1e-6)
		return { view: "side", yaw: points[2][0] < middle ? -90 : 90 };
	const yaw = yawOf(points);
	const turned = Math.abs(yaw);
	const view =
		turned < VIEW_DEGREES.three_quarter ? "front" : turned < VIEW_DEGREES.side ? "three_quarter" : "side";
	return { view, yaw };
}
