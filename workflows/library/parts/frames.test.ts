import fc from "fast-check";
import { expect, test } from "vitest";
import { taskOf } from "../../testing/comfyui.ts";
import { findWorkflow } from "../index.ts";
import { framesFor, inProportion } from "./frames.ts";

test.each([
	[0.5, 16, 9],
	[5, 16, 81],
	[8, 16, 129],
	[2.5, 24, 61],
	[5, 24, 121],
	[10, 24, 241],
])("%f seconds at %i frames a second are %i frames", (seconds, fps, frames) => {
	expect(framesFor(seconds, fps)).toBe(frames);
});

test("frames are always 4n+1, and within two frames of the seconds after the first", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }), (tenths, fps) => {
			const frames = framesFor(tenths / 10, fps);
			expect((frames - 1) % 4).toBe(0);
			expect(Math.abs(frames - 1 - (tenths / 10) * fps)).toBeLessThanOrEqual(2);
		}),
	);
});

test("half seconds come out even at 16 and at 24 frames a second", () => {
	for (const fps of [16, 24])
		for (let seconds = 0.5; seconds <= 10; seconds += 0.5)
			expect(framesFor(seconds, fps)).toBe(seconds * fps + 1);
});

test("twice the film takes twice the time to make", () => {
	const seconds = inProportion(510, 5);
	expect([seconds({ seconds: 5 }), seconds({ seconds: 2.5 }), seconds({ seconds: 8 })]).toEqual([
		510, 255, 816,
	]);
	const planned = findWorkflow("wan-2-2-text-to-video");
	expect(
		planned && [5, 8].map((s) => taskOf(planned, { ...planned.example, seconds: s }).typical_seconds),
	).toEqual([510, 816]);
});
