import { expect, test } from "vitest";
import { anchorsOf, readScrfd, SCRFD_STRIDES, scrfdScale } from "./scrfd.ts";

const silent = () =>
	SCRFD_STRIDES.map((stride) => ({
		scores: new Float32Array(anchorsOf(stride)),
		boxes: new Float32Array(anchorsOf(stride) * 4),
		points: new Float32Array(anchorsOf(stride) * 10),
	}));

test("the detector has two anchors in each cell of three grids", () => {
	expect(SCRFD_STRIDES.map(anchorsOf)).toEqual([12_800, 3_200, 800]);
	expect(scrfdScale(1280, 320)).toBe(0.5);
});

test("an answer in strides becomes a face in pixels of the picture; what overlaps it is the same face", () => {
	const grids = silent();
	const [, middle] = grids;
	if (middle === undefined) throw new Error("no grid");
	// Of stride 16 the cell of column 3 and row 2, both of its anchors.
	const cell = 2 * 40 + 3;
	for (const [i, score] of [
		[cell * 2, 0.9],
		[cell * 2 + 1, 0.7],
	] as const) {
		middle.scores[i] = score;
		middle.boxes.set([1, 1, 2, 3], i * 4);
		middle.points.set([-0.5, 0, 0.5, 0, 0, 0.5, -0.5, 1, 0.5, 1], i * 10);
	}
	const [face, ...more] = readScrfd(grids, 0.5);
	expect(more).toEqual([]);
	expect(face?.score).toBeCloseTo(0.9);
	expect(face?.box).toEqual({ x: 64, y: 32, width: 96, height: 128 });
	expect(face?.points).toEqual([
		[80, 64],
		[112, 64],
		[96, 80],
		[80, 96],
		[112, 96],
	]);
	expect(readScrfd(silent(), 1)).toEqual([]);
});
