import { expect, test } from "vitest";
import type { Attempt } from "../../../contract/jobs/jobs.ts";
import { joined, leftOf, pointsOf, smoothed, withTick } from "./losses.ts";
import { resumesOf } from "./resumes.ts";

test("a file of losses is read line by line, and what is no loss is left out", () => {
	expect(pointsOf('{"step":1,"loss":0.5}\n\nnonsense\n{"step":2,"loss":1e-3}\n')).toEqual([
		{ step: 1, loss: 0.5 },
		{ step: 2, loss: 0.001 },
	]);
});

test("ticks follow what was kept; what another attempt does again takes the place of what was lost", () => {
	const tick = (step: number, loss: number | null) => ({ step, loss, seconds_per_step: 2 });
	const live = [tick(3, 0.3), tick(4, 0.2), tick(5, null), tick(3, 0.25)].reduce(withTick, []);
	expect(live).toEqual([{ step: 3, loss: 0.25, pace: 2 }]);
	const kept = [
		{ step: 1, loss: 0.5 },
		{ step: 2, loss: 0.4 },
	];
	expect(joined(kept, live).map(({ step }) => step)).toEqual([1, 2, 3]);
	expect(joined([...kept, { step: 3, loss: 0.24 }], live).at(-1)?.loss).toBe(0.24);
});

test("smoothed losses of one height stay at it from the first on", () => {
	const flat = Array.from({ length: 40 }, (_, step) => ({ step, loss: 0.25 }));
	for (const loss of smoothed(flat)) expect(loss).toBeCloseTo(0.25, 10);
});

test("what is left is told by the fastest and the slowest of the last steps", () => {
	const points = [1, 3, 2].map((pace, step) => ({ step, loss: 0, pace }));
	expect(leftOf(points, 10)).toEqual({ least: 10_000, most: 30_000 });
	expect(leftOf([{ step: 1, loss: 0 }], 10)).toBeNull();
});

test("where it went on is the last checkpoint of the attempts before", () => {
	const at = "2026-01-01T00:00:00.000Z";
	const attempt = (epoch: number, status: Attempt["status"]) =>
		({ epoch, status, worker: `w${epoch}`, started_at: at }) as Attempt;
	const checkpoint = (step: number, epoch: number) => ({
		...{ step, epoch, loss: null, lora: null, losses: null, resumable: true, versions: [], created_at: at },
	});
	const training = { checkpoints: [checkpoint(20, 1), checkpoint(40, 3)], recipe: { save_every: 20 } };
	const attempts = [attempt(1, "lease_expired"), attempt(2, "failed"), attempt(3, "succeeded")];
	expect(resumesOf(training, attempts)).toEqual([
		{ epoch: 2, from: 20, again: 19, worker: "w2", ended: "lease_expired", at },
		{ epoch: 3, from: 20, again: 19, worker: "w3", ended: "failed", at },
	]);
	expect(resumesOf(training, attempts.slice(0, 1))).toEqual([]);
});
