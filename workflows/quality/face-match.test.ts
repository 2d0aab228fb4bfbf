import fc from "fast-check";
import { expect, test } from "vitest";
import {
	faceMatchPercent,
	faceMatchTargets,
	readFaceDistance,
	readFaceSimilarity,
	SAME_PERSON_SIMILARITY,
} from "./face-match.ts";

test.each([
	["[0.25]", 0.75],
	["[0.0]", 1],
	["[1.25]", -0.25],
	["[np.float64(0.25)]", 0.75],
	["[2.5e-1]", 0.75],
	["[-2.2e-16]", 1],
	["0.25", 0.75],
	[" [ 0.25 ] ", 0.75],
])("S0-D01 the distance %j is read as a similarity", (text, similarity) => {
	expect(readFaceDistance(text)).toEqual({ face: true, similarity });
});

test("a picture without a face is told from one with another face", () => {
	expect(readFaceDistance("[100.0]")).toEqual({ face: false });
	expect(readFaceSimilarity("0.0", "Face not found in one or both images")).toEqual({ face: false });
	expect(readFaceSimilarity("0.0", "0.00%")).toEqual({ face: true, similarity: 0 });
	expect(readFaceSimilarity("0.7312", "73.12%")).toEqual({ face: true, similarity: 0.7312 });
});

test.each(["", "[]", "[0.1, 0.2]", "[3]", "[-0.5]", "NaN", "[None]", "0.5%", "[0.25", "[[0.25]]", "x"])(
	"%j is no distance",
	(text) => {
		expect(readFaceDistance(text)).toBeNull();
	},
);

test.each(["", "1.5", "-0.1", "NaN", "73.12%", "[0.5]"])("%j is no similarity", (text) => {
	expect(readFaceSimilarity(text, "")).toBeNull();
});

test("S0-D01 S0-D02 S0-A43 the match is the share of what the character's own pictures reach", () => {
	const percent = (similarity: number) => faceMatchPercent({ face: true, similarity }, 0.5);
	expect([0.5, 0.475, 0.4, 0].map(percent)).toEqual([100, 95, 80, 0]);
	expect(percent(0.9)).toBe(100);
	expect(percent(-0.3)).toBe(0);
	expect(faceMatchPercent({ face: false }, 0.5)).toBe(0);
	expect(faceMatchTargets).toEqual({ face_swap: 80, lora: 95 });
	expect(SAME_PERSON_SIMILARITY).toBeCloseTo(1 - 0.68);
});

test("a match lies between 0 and 100 and grows with the similarity", () => {
	const cosine = fc.double({ min: -1, max: 1, noNaN: true });
	const baseline = fc.double({ min: 0.01, max: 1, noNaN: true });
	fc.assert(
		fc.property(cosine, cosine, baseline, (a, b, base) => {
			const [low, high] = [Math.min(a, b), Math.max(a, b)].map((similarity) =>
				faceMatchPercent({ face: true, similarity }, base),
			);
			expect(low).toBeGreaterThanOrEqual(0);
			expect(high).toBeLessThanOrEqual(100);
			expect(low).toBeLessThanOrEqual(high ?? 0);
		}),
	);
});

test.each([0, -0.5, 1.1, Number.NaN])("a baseline of %d is a mistake", (baseline) => {
	expect(() => faceMatchPercent({ face: true, similarity: 0.5 }, baseline)).toThrow(RangeError);
});

test("reading never throws and never answers with a similarity outside -1 to 1", () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (one, other) => {
			for (const reading of [readFaceDistance(one), readFaceSimilarity(one, other)])
				if (reading?.face) expect(Math.abs(reading.similarity)).toBeLessThanOrEqual(1);
		}),
	);
});
