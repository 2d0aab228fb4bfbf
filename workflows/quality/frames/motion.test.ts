import fc from "fast-check";
import { expect, test } from "vitest";
import { motionOf } from "./motion.ts";
import { evenly, MOST_SPANS, samplesOf, spansOf } from "./spans.ts";

const [width, height, rate] = [8, 4, 16];
const filled = (value: number) => new Uint8Array(width * height).fill(value);
/** Something that wanders. */
const moving = (n: number) => new Uint8Array(width * height).map((_, i) => 60 + ((i * 7 + n * 5) % 90));
const film = (count: number, frame: (n: number) => Uint8Array) =>
	motionOf({
		...{ width, height, times: evenly(count, rate) },
		frames: Array.from({ length: count }, (_, n) => frame(n)),
	});

test("a film that moves is neither black nor frozen, and does not flicker", () => {
	expect(film(48, moving)).toMatchObject({
		frames: 48,
		black: 0,
		starts_black: false,
		frozen: 0,
		flicker: 0,
	});
});

test("black pictures are counted, those at the start too; a few specks are no picture", () => {
	const specks = filled(0);
	specks[3] = 15;
	expect(film(10, (n) => (n < 5 ? specks : moving(n)))).toMatchObject({
		...{ black: 0.5, starts_black: true },
		spans: { black: [{ from: 0, to: 0.313 }] },
	});
	expect(film(10, (n) => (n === 5 ? filled(0) : moving(n)))).toMatchObject({
		black: 0.1,
		starts_black: false,
	});
});

test("how long it stands still is told in seconds", () => {
	expect(film(33, (n) => moving(Math.min(n, 16)))).toMatchObject({
		...{ frozen: 0.5, longest_frozen: 1 },
		spans: { frozen: [{ from: 1.063, to: 2.063 }] },
	});
	expect(film(4, () => moving(1))).toMatchObject({ frozen: 1 });
});

test("pictures that are shown twice, or three times, do not stand still", () => {
	expect(film(48, (n) => moving(Math.floor(n / 3)))).toMatchObject({ frozen: 0, longest_frozen: 0 });
});

test("brightness that jumps to and fro is flicker; a cut and a fade are none", () => {
	expect(film(20, (n) => filled(n % 2 === 0 ? 60 : 200))?.flicker).toBeGreaterThan(0.8);
	expect(film(20, (n) => (n < 10 ? filled(60) : filled(200)))?.flicker).toBe(0);
	expect(film(10, (n) => filled(20 + n * 20))?.flicker).toBe(0);
});

test("whatever the pictures are, shares are from 0 to 1; without pictures there is nothing to tell", () => {
	expect(motionOf({ width, height, times: evenly(0, rate), frames: [] })).toBeNull();
	const frame = fc.uint8Array({ minLength: width * height, maxLength: width * height });
	fc.assert(
		fc.property(fc.array(frame, { minLength: 1, maxLength: 12 }), (frames) => {
			const motion = motionOf({ width, height, times: evenly(frames.length, rate), frames });
			for (const share of [motion?.black, motion?.frozen, motion?.flicker]) {
				expect(share).toBeGreaterThanOrEqual(0);
				expect(share).toBeLessThanOrEqual(1);
			}
		}),
	);
});

test("stretches lie in the film, in their order, apart from each other, and there are not too many of them", () => {
	fc.assert(
		fc.property(
			fc.array(fc.boolean(), { maxLength: 600 }),
			fc.constantFrom(1, 16, 24, 29.97),
			(such, rate) => {
				const times = evenly(such.length, rate);
				const spans = spansOf(such, times);
				expect(spans.length).toBeLessThanOrEqual(MOST_SPANS);
				expect(spans.length > 0).toBe(such.includes(true));
				for (const [i, { from, to }] of spans.entries()) {
					expect(from).toBeLessThan(to);
					expect(from).toBeGreaterThan(spans[i - 1]?.to ?? -1);
					expect(to).toBeLessThanOrEqual(times.end + 0.001);
				}
				// None of what is told is left out.
				for (const [i, is] of such.entries())
					if (is)
						expect(
							spans.some(({ from, to }) => from <= i / rate + 0.001 && to >= (i + 1) / rate - 0.001),
						).toBe(true);
			},
		),
	);
});

test("pictures that are looked at closer are few, in order, and begin with the first", () => {
	expect(samplesOf(evenly(48, 16))).toEqual([0, 8, 16, 24, 32, 40]);
	expect(samplesOf(evenly(0, 16))).toEqual([]);
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 3000 }), (count) => {
			const chosen = samplesOf(evenly(count, 24));
			expect(chosen[0]).toBe(0);
			expect(chosen.length).toBeLessThanOrEqual(16);
			expect(new Set(chosen).size).toBe(chosen.length);
			expect(chosen.at(-1)).toBeLessThan(count);
		}),
	);
});
