import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { passed, told } from "../checks/check.ts";
import { compareScores, SCORED_CHECKS, type Score, scoreOf, whyBetter } from "./score.ts";

const seen = passed("file_decodable");
const sharp = (value: number) => passed("image_sharpness", { value });

describe("the score of a task's outputs", () => {
	test("counts what went wrong, and keeps the worst figure of several outputs", () => {
		const score = scoreOf([
			[seen, sharp(40), told("image_exposure", "warn", "dark"), passed("video_flicker", { value: 0.1 })],
			[seen, sharp(12), passed("video_flicker", { value: 0.3 })],
			[told("file_decodable", "skipped", "too large")],
			null,
		]);
		expect(score).toEqual({
			failed: 0,
			broken: 0,
			unseen: 2,
			doubtful: 1,
			figures: { image_sharpness: 12, video_flicker: 0.3 },
		});
	});

	test("a figure of a check that was skipped is none", () => {
		const skipped = told("image_sharpness", "skipped", "a map may be smooth", { value: 3 });
		expect(scoreOf([[seen, skipped]]).figures).toEqual({});
	});
});

const none: Score = { failed: 0, broken: 0, unseen: 0, doubtful: 0, figures: {} };

describe("which of two takes is better", () => {
	test("what failed counts before any figure, and is said", () => {
		const bad = { ...none, failed: 1, figures: { image_sharpness: 90 } };
		const good = { ...none, figures: { image_sharpness: 10 } };
		const found = compareScores(bad, good);
		expect(found.order).toBeGreaterThan(0);
		expect(whyBetter(found, 2)).toBe("take 2 goes on: its number of failed checks is 0, and here it is 1");
	});

	test("the figure that is asked for counts first; one that was not measured is the worse one", () => {
		const a = { ...none, figures: { image_sharpness: 50, image_skin_texture: 1 } };
		const b = { ...none, figures: { image_sharpness: 40, image_skin_texture: 2 } };
		expect(compareScores(a, b)).toMatchObject({ order: -1, by: "image_sharpness", figures: [50, 40] });
		expect(compareScores(a, b, "image_skin_texture")).toMatchObject({ order: 1, by: "image_skin_texture" });
		expect(compareScores(none, b)).toMatchObject({ order: 1, by: "image_sharpness", figures: [null, 40] });
		expect(whyBetter(compareScores(none, b), 3)).toContain("is 40, and here it is not measured");
	});

	test("of flicker, freeze and departure from a set the smaller is better", () => {
		for (const check of ["video_flicker", "video_frozen", "set_style"] as const) {
			const [calm, wild] = [0.1, 0.4].map((value) => ({ ...none, figures: { [check]: value } }));
			expect(compareScores(calm ?? none, wild ?? none).order).toBeLessThan(0);
			expect(compareScores(none, wild ?? none).order).toBeGreaterThan(0);
		}
	});

	test("what nobody looked at is worse than anything that was looked at, and two of those are alike", () => {
		expect(compareScores(null, { ...none, failed: 9 }).order).toBeGreaterThan(0);
		expect(compareScores({ ...none, failed: 9 }, null).order).toBeLessThan(0);
		expect(compareScores(null, null)).toMatchObject({ order: 0, by: null });
		expect(whyBetter(compareScores(null, null), 1)).toContain("it came first");
	});

	const amount = fc.nat(2);
	const figure = fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined });
	const scores = fc.option(
		fc.record({
			failed: amount,
			broken: amount,
			unseen: amount,
			doubtful: amount,
			figures: fc.record({ image_sharpness: figure, set_style: figure, video_flicker: figure }),
		}),
		{ nil: null },
	);
	const firsts = fc.option(fc.constantFrom(...SCORED_CHECKS), { nil: undefined });

	test("the order is total: it turns round, and three takes never go in a circle", () => {
		const sign = (a: Score | null, b: Score | null, first: (typeof SCORED_CHECKS)[number] | undefined) =>
			Math.sign(compareScores(a, b, first).order);
		fc.assert(
			fc.property(scores, scores, scores, firsts, (a, b, c, first) => {
				expect(sign(a, b, first) + sign(b, a, first)).toBe(0);
				if (sign(a, b, first) <= 0 && sign(b, c, first) <= 0)
					expect(sign(a, c, first)).toBeLessThanOrEqual(0);
				const alike = sign(a, b, first) === 0;
				if (alike) expect(sign(a, c, first)).toBe(sign(b, c, first));
			}),
		);
	});
});
