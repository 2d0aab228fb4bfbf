import { expect, test } from "vitest";
import { rolls } from "../testing/pictures.ts";
import { calibrate, type KnownFace } from "./calibration.ts";
import { scoreOf } from "./curve.ts";
import { normalised } from "./embedding.ts";

/** Faces of made-up people: each person is a direction, each photograph strays from it. */
function people(count: number, photographs: number, stray: number, seed: number): KnownFace[] {
	const roll = rolls(seed);
	const direction = () => Array.from({ length: 64 }, () => roll() - 0.5);
	return Array.from({ length: count }, (_, n) => {
		const own = direction();
		return Array.from({ length: photographs }, () => {
			const off = direction();
			return {
				person: `person ${n}`,
				embedding: normalised(own.map((value, i) => value + stray * (off[i] as number))) ?? [],
			};
		});
	}).flat();
}

test("people who are told apart are told apart by a threshold that was set on others", () => {
	const found = calibrate(people(12, 4, 0.5, 1));
	expect(found?.set).toMatchObject({
		photographs: 24,
		people: 6,
		auc: 1,
		recall: 1,
		mistaken: 0,
		precision: 1,
	});
	expect(found?.heldOut).toMatchObject({ photographs: 24, people: 6, auc: 1, recall: 1, mistaken: 0 });
	expect(found?.heldOut.same).toHaveLength(24);
	expect(found?.heldOut.different).toHaveLength(24 * 5);
	const curve = { ...(found?.curve ?? { threshold: 0, middle: 0, steepness: 0 }), measured: "here" };
	expect(scoreOf(curve.threshold, curve)).toBeCloseTo(0.6);
	expect(scoreOf(found?.set.same[18] ?? 0, curve)).toBeCloseTo(0.95);
});

test("people who are not told apart are not: what was set on some does not hold of others", () => {
	const found = calibrate(people(16, 4, 30, 2));
	expect(found?.heldOut.auc).toBeGreaterThan(0.3);
	expect(found?.heldOut.auc).toBeLessThan(0.7);
	expect(found?.heldOut.precision).toBeLessThan(0.5);
});

test("where nobody has three photographs nothing is set", () => {
	expect(calibrate(people(8, 2, 0.5, 3))).toBeNull();
	expect(calibrate([])).toBeNull();
	expect(calibrate(people(1, 5, 0.5, 4))).toBeNull();
});
