import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLAZEFACE_ANCHORS, BLAZEFACE_NUMBERS, blazefaceCandidates, tilesOf } from "./blazeface.ts";
import { blobOf } from "./blobs.ts";
import { ARCFACE_POINTS, alignment, cut, type FivePoints } from "./chip.ts";
import { cosineOf, scoreOf } from "./curve.ts";
import { ARCFACE_CURVE, HUMAN_CURVE } from "./curves.ts";
import { agreement, cosine, meanOf, normalised } from "./embedding.ts";
import { moved, overlap, type Point, similarityBetween, surest } from "./geometry.ts";
import { wilson } from "./rate.ts";
import { viewOf, yawOf } from "./view.ts";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test("points that were turned, scaled and moved are brought back", () => {
	fc.assert(
		fc.property(
			number(-3, 3),
			number(0.2, 5),
			number(-500, 500),
			number(-500, 500),
			(turn, scale, x0, y0) => {
				const given = { a: scale * Math.cos(turn), b: scale * Math.sin(turn), x0, y0 };
				const found = similarityBetween(
					ARCFACE_POINTS,
					ARCFACE_POINTS.map((point) => moved(point, given)),
				);
				for (const key of ["a", "b", "x0", "y0"] as const) expect(found[key]).toBeCloseTo(given[key], 6);
			},
		),
	);
	expect(() => similarityBetween([[1, 1]], [[2, 2]])).toThrow(RangeError);
	expect(() => similarityBetween([[1, 1]], [])).toThrow(RangeError);
});

test("an alignment brings the points of a face to where the model has them", () => {
	const face = ARCFACE_POINTS.map(([x, y]): Point => [x * 3 + 40, y * 3 - 7]) as unknown as FivePoints;
	const toPicture = alignment(face, 112);
	expect(toPicture.a).toBeCloseTo(3);
	expect(toPicture.b).toBeCloseTo(0);
	expect(moved(ARCFACE_POINTS[2], toPicture)[0]).toBeCloseTo(face[2][0]);
});

test("a chip is cut linearly between pixels, as a mean where it is smaller, and black outside", () => {
	const data = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (Math.floor(i / 3) % 8) * 10);
	const picture = { width: 8, height: 8, data };
	const half = cut(picture, { a: 1, b: 0, x0: 0.5, y0: 0 }, 4);
	expect([...half.data.subarray(0, 4)]).toEqual([5, 5, 5, 15]);
	const smaller = cut(picture, { a: 2, b: 0, x0: 0.5, y0: 0.5 }, 4);
	expect(smaller.data[0]).toBeCloseTo(5);
	expect(smaller.data[3]).toBeCloseTo(25);
	expect([...cut(picture, { a: 1, b: 0, x0: 100, y0: 0 }, 2).data]).toEqual(Array(12).fill(0));
	const blob = blobOf(
		{ side: 1, data: Float32Array.of(10, 20, 30) },
		{ order: "bgr", mean: [10, 10, 10], scale: 2, layout: "planes" },
	);
	expect([...blob]).toEqual([10, 5, 0]);
});

test("of overlapping boxes the surest stays; boxes that do not touch all stay", () => {
	const box = (x: number, size = 10) => ({ x, y: 0, width: size, height: size });
	expect(overlap(box(0), box(5), "union")).toBeCloseTo(1 / 3);
	expect(overlap(box(0), box(0, 5), "smaller")).toBe(1);
	const found = [
		{ box: box(0), score: 0.5 },
		{ box: box(1), score: 0.9 },
		{ box: box(30), score: 0.6 },
	];
	expect(surest(found, 0.4).map(({ score }) => score)).toEqual([0.9, 0.6]);
	fc.assert(
		fc.property(fc.array(fc.record({ x: number(0, 100), score: number(0, 1) })), (list) => {
			const kept = surest(
				list.map(({ x, score }) => ({ box: box(x), score })),
				0.4,
			);
			for (const [i, one] of kept.entries())
				for (const other of kept.slice(i + 1))
					expect(overlap(one.box, other.box, "union")).toBeLessThanOrEqual(0.4);
		}),
	);
});

describe("the detector", () => {
	test("sees every pixel of a picture in a tile of half its longest side", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), (width, height) => {
				const [whole, ...tiles] = tilesOf(width, height);
				expect(whole?.side).toBe(Math.max(width, height));
				expect(tiles.length).toBeLessThanOrEqual(9);
				if (tiles.length === 0) return;
				for (const [x, y] of [
					[0, 0],
					[width, height],
					[width / 3, height / 2],
				] as const) {
					const covers = (tile: (typeof tiles)[number]) =>
						x >= tile.x - 1e-6 &&
						y >= tile.y - 1e-6 &&
						x <= tile.x + tile.side + 1e-6 &&
						y <= tile.y + tile.side + 1e-6;
					expect(tiles.some(covers)).toBe(true);
				}
			}),
		);
	});

	test("answers in pixels of the picture; what it is not sure of is left out", () => {
		const scores = new Float32Array(BLAZEFACE_ANCHORS).fill(-10);
		const numbers = new Float32Array(BLAZEFACE_ANCHORS * BLAZEFACE_NUMBERS);
		scores[0] = 3;
		numbers.set([4, 2, 64, 32, -10, -5, 10, -5]);
		const [found, ...more] = blazefaceCandidates(scores, numbers, { x: 100, y: 50, side: 512 }, 0.5);
		expect(more).toEqual([]);
		expect(found?.score).toBeCloseTo(0.953, 3);
		// The first anchor stands 8 pixels from the corner of 256, and the tile is twice as large.
		expect(found?.box).toEqual({ x: 100 + 24 - 64, y: 50 + 20 - 32, width: 128, height: 64 });
		expect(found?.eyes).toEqual([
			[96, 56],
			[136, 56],
		]);
	});
});

test("a face is seen from the front, turned, or from the side by where its nose lies", () => {
	const nose = (across: number): FivePoints => [
		[10, 10],
		[30, 10],
		[20 + across * 20, 20],
		[12, 30],
		[28, 30],
	];
	expect([0, 0.3, -0.3, 1, -1].map((across) => viewOf(nose(across)).view)).toEqual([
		...["front", "three_quarter", "three_quarter", "side", "side"],
	]);
	expect(yawOf(nose(0.3))).toBeCloseTo(-yawOf(nose(-0.3)));
	// A head that is only tilted is seen from the front.
	const tilted = nose(0).map(
		([x, y]): Point => [x * 0.6 - y * 0.8, x * 0.8 + y * 0.6],
	) as unknown as FivePoints;
	expect(viewOf(tilted)).toMatchObject({ view: "front" });
	expect(
		viewOf([
			[5, 5],
			[5, 5],
			[0, 9],
			[4, 12],
			[4, 12],
		]),
	).toEqual({ view: "side", yaw: -90 });
});

test("embeddings have length 1; those of one direction are alike, and references agree or do not", () => {
	expect(normalised([0, 0])).toBeNull();
	expect(normalised([Number.NaN, 1])).toBeNull();
	const [one, other] = [normalised([3, 4]) ?? [], normalised([4, -3]) ?? []];
	expect(cosine(one, one)).toBeCloseTo(1);
	expect(cosine(one, other)).toBeCloseTo(0);
	expect(() => cosine(one, [1])).toThrow(RangeError);
	expect(meanOf([])).toBeNull();
	expect(cosine(meanOf([one, other]) ?? [], one)).toBeCloseTo(Math.SQRT1_2);
	expect(agreement([one])).toBeNull();
	expect(agreement([one, one, other])).toBeCloseTo((2 * Math.SQRT1_2) / 3 + 0 / 3);
	expect(agreement([one, one])).toBeCloseTo(1);
});

describe("the score", () => {
	test("of ArcFace models is 60 %, 80 % and 95 % where its source has them", () => {
		const percent = (similarity: number) => Math.round(100 * scoreOf(similarity, ARCFACE_CURVE));
		expect([0.48, 0.6, 0.8].map(percent)).toEqual([60, 80, 95]);
	});

	test.each([ARCFACE_CURVE, HUMAN_CURVE])("grows with the cosine, and can be turned round", (curve) => {
		fc.assert(
			fc.property(number(-1, 1), number(-1, 1), (a, b) => {
				const [low, high] = [scoreOf(Math.min(a, b), curve), scoreOf(Math.max(a, b), curve)];
				expect(low).toBeGreaterThanOrEqual(0.01);
				expect(high).toBeLessThanOrEqual(1);
				expect(low).toBeLessThanOrEqual(high);
			}),
		);
		for (const score of [0.6, 0.8, 0.95]) expect(scoreOf(cosineOf(score, curve), curve)).toBeCloseTo(score);
		expect(curve.measured).toMatch(/./);
	});
});

test("a rate has the interval of Wilson: 20 of 20 show no more than 84 %", () => {
	expect(wilson(0, 0)).toEqual({ passed: 0, of: 0, share: null, low: 0, high: 1 });
	expect(wilson(20, 20).low).toBeCloseTo(0.839, 3);
	expect(wilson(73, 73).low).toBeCloseTo(0.95, 3);
	// Wilson 1927, in any table: 8 of 10.
	expect(wilson(8, 10)).toMatchObject({ low: expect.closeTo(0.49, 3), high: expect.closeTo(0.943, 3) });
	fc.assert(
		fc.property(fc.nat(500), fc.nat(500), (passed, more) => {
			const { low, high, share } = wilson(passed, passed + more);
			expect(low).toBeLessThanOrEqual((share ?? 0) + 1e-9);
			expect(high).toBeGreaterThanOrEqual((share ?? 0) - 1e-9);
		}),
	);
});
