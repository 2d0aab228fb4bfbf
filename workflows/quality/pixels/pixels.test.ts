import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { black, blank, blurred, flipped, good, noise, reencoded } from "../testing/pictures.ts";
import { grainOf } from "./grain.ts";
import { bitsApart, distanceOf, hashesOf, likenessOf } from "./hashes.ts";
import { lightOf } from "./light.ts";
import { measure } from "./measure.ts";
import { greyOf, mirrored, type Raster, resample, shrink, sidesWithin } from "./raster.ts";
import { sharpnessOf } from "./sharpness.ts";
import { skinTextureOf } from "./skin-texture.ts";
import { departures, LEAST_OF_SET, styleOf } from "./style.ts";

const seeds = [1, 2, 3, 4];
const rasters: fc.Arbitrary<Raster> = fc
	.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) })
	.chain(({ width, height }) =>
		fc
			.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
			.map((data) => ({ width, height, data })),
	);
const solid = (width: number, height: number, colour: readonly number[]): Raster => ({
	width,
	height,
	data: Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3] as number),
});

describe("a smaller picture", () => {
	test("has the shape of the larger one, and is never enlarged", () => {
		expect(sidesWithin(1000, 500, 100)).toEqual([100, 50]);
		expect(sidesWithin(30, 20, 100)).toEqual([30, 20]);
		expect(sidesWithin(10_000, 1, 100)).toEqual([100, 1]);
	});

	test("has the mean of what each of its pixels stands for", () => {
		const grey = { width: 4, height: 2, data: Float32Array.of(0, 10, 20, 30, 40, 50, 60, 70) };
		expect([...resample(grey, 2, 1).data]).toEqual([25, 45]);
		expect([...resample({ ...grey, width: 2, height: 4 }, 2, 2).data]).toEqual([10, 20, 50, 60]);
		// Smaller than what is asked for: pixels are repeated.
		expect([...resample({ width: 1, height: 1, data: Float32Array.of(7) }, 2, 2).data]).toEqual([7, 7, 7, 7]);
	});

	test("of one colour has that colour, whatever the sides", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (width, height) => {
				const small = shrink(solid(width, height, [9, 99, 199]), 17);
				expect([...new Set(small.data)].toSorted((a, b) => a - b)).toEqual([9, 99, 199]);
			}),
		);
	});
});

test("a mirror image of a mirror image is the picture", () => {
	fc.assert(
		fc.property(rasters, (picture) => {
			const grey = greyOf(picture);
			expect(mirrored(mirrored(grey)).data).toEqual(grey.data);
		}),
	);
});

test("all measures of any picture are numbers that JSON keeps, one pixel and one line included", () => {
	const line = solid(300, 1, [1, 2, 3]);
	fc.assert(
		fc.property(fc.oneof(rasters, fc.constant(line)), (picture) => {
			const measured = measure(picture);
			expect(JSON.parse(JSON.stringify(measured))).toEqual(measured);
			expect(measured.hashes.dhash).toMatch(/^[0-9a-f]{16}$/);
			expect(measured.hashes.mirror.phash).toMatch(/^[0-9a-f]{16}$/);
		}),
	);
});

describe("light", () => {
	test("of one colour has no spread and no entropy", () => {
		expect(lightOf(solid(8, 8, [40, 40, 40]))).toEqual({
			spread: 0,
			entropy: 0,
			mean: 40,
			dark: 0,
			bright: 0,
			low: 40,
			high: 40,
		});
	});

	test("of half black and half white is one bit, all of it clipped", () => {
		const half = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 255, 255, 255) };
		expect(lightOf(half)).toMatchObject({
			spread: 127.5,
			entropy: 1,
			dark: 0.5,
			bright: 0.5,
			low: 0,
			high: 255,
		});
	});

	test("tells a picture from a blank and from a black one", () => {
		for (const seed of seeds) {
			expect(lightOf(good(seed)).spread).toBeGreaterThan(20);
			expect(lightOf(blank(seed)).spread).toBeLessThan(1);
			expect(lightOf(black(seed)).spread).toBeLessThan(1);
		}
	});
});

test("a picture out of focus is far less sharp than the same in focus; half out of focus it has sharp parts left", () => {
	for (const seed of seeds) {
		const sharp = good(seed);
		const soft = blurred(sharp, 3);
		const [before, after] = [sharpnessOf(greyOf(sharp)), sharpnessOf(greyOf(soft))];
		expect(before.best).toBeGreaterThan(15 * after.best);
		const data = sharp.data.slice();
		data.set(soft.data.subarray(data.length / 2), data.length / 2);
		const half = sharpnessOf(greyOf({ ...sharp, data }));
		expect(half.frame).toBeLessThan(before.frame);
		expect(half.best).toBeGreaterThan(5 * after.best);
	}
});

test("neighbours are alike in a picture, and not in noise, of pixels or of a latent", () => {
	for (const seed of seeds) {
		expect(grainOf(greyOf(good(seed))).pixels).toBeGreaterThan(0.8);
		expect(Math.abs(grainOf(greyOf(noise(seed))).pixels)).toBeLessThan(0.1);
		const small = noise(seed, 24, 20);
		const enlarged = resample(greyOf(small), 192, 160);
		expect(grainOf(enlarged).pixels).toBeGreaterThan(0.5);
		expect(Math.abs(grainOf(enlarged).blocks)).toBeLessThan(0.2);
	}
	expect(grainOf(greyOf(solid(64, 64, [5, 5, 5])))).toEqual({ pixels: 1, blocks: 1 });
});

describe("perceptual hashes", () => {
	test("count differing bits", () => {
		expect(bitsApart("0000000000000000", "ffffffffffffffff")).toBe(64);
		expect(bitsApart("0000000000000001", "8000000000000003")).toBe(2);
	});

	test("know a picture again in another size and encoding, and mirrored, and tell others apart", () => {
		const hashes = seeds.map((seed) => hashesOf(greyOf(good(seed))));
		for (const [i, seed] of seeds.entries()) {
			const [own, other] = [hashes[i], hashes[(i + 1) % hashes.length]];
			if (own === undefined || other === undefined) throw new Error("no hashes");
			const again = shrink(reencoded(good(seed), seed), 100);
			expect(likenessOf(own, hashesOf(greyOf(again)))).toBe("near");
			expect(likenessOf(own, hashesOf(greyOf(reencoded(flipped(good(seed)), seed))))).toBe("mirrored");
			expect(likenessOf(own, other)).toBe("different");
		}
	});

	test("are as far apart in one order as in the other; a picture is no distance from itself", () => {
		fc.assert(
			fc.property(rasters, rasters, (one, other) => {
				const [a, b] = [hashesOf(greyOf(one)), hashesOf(greyOf(other))];
				expect(distanceOf(a, b)).toBe(distanceOf(b, a));
				expect(distanceOf(a, b.mirror)).toBe(distanceOf(b.mirror, a));
				expect(distanceOf(a, a)).toBe(0);
			}),
		);
	});
});

test("smooth skin has less texture than skin with pores; where nothing is coloured like skin there is none", () => {
	const skin = solid(192, 160, [205, 150, 125]);
	const pores = reencoded(skin, 1, 10);
	const smooth = skinTextureOf(blurred(pores, 3));
	const natural = skinTextureOf(pores);
	expect(smooth?.texture).toBeLessThan(0.5);
	expect(natural?.texture).toBeGreaterThan(3);
	expect(skinTextureOf(solid(192, 160, [30, 80, 200]))).toBeNull();
	expect(skinTextureOf(solid(20, 20, [205, 150, 125]))).toBeNull();
});

describe("the style of a set", () => {
	const warm = (seed: number) => {
		const { data, ...sides } = good(seed % 3);
		return { ...sides, data: data.map((value, i) => (i % 3 === 2 ? value >> 1 : value)) };
	};

	test("one picture that departs from it is found, and by what", () => {
		const set = [0, 1, 2, 0, 1, 2].map((seed) => styleOf(reencoded(good(seed), seed)));
		const usual = departures(set) ?? [];
		const cold = departures([...set, styleOf(warm(0))]) ?? [];
		expect(cold.at(-1)?.distance).toBeGreaterThan(2);
		expect(cold.at(-1)?.distance).toBeGreaterThan(Math.max(...usual.map(({ distance }) => distance)));
	});

	test("few pictures are no set, and equal ones do not depart", () => {
		const one = styleOf(good(1));
		expect(departures(Array(LEAST_OF_SET - 1).fill(one))).toBeNull();
		expect(departures(Array(LEAST_OF_SET).fill(one))?.map(({ distance }) => distance)).toEqual([0, 0, 0, 0]);
	});
});
