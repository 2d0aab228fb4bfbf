import { expect, test } from "vitest";
import { runs } from "../../testing/runs.ts";
import { scoreFilms } from "./testing/labelled-films.ts";
import { scoreSet } from "./testing/score-set.ts";

/** Far from the seeds that thresholds were set with, which are below 1,000. */
const SEED = 50_000;

test("of a labelled set nearly all is found, and hardly anything else is spoken of", async () => {
	for (const { label, precision, recall } of await scoreSet(runs(40, 6), SEED)) {
		expect(precision, `precision of ${label}`).toBeGreaterThanOrEqual(0.98);
		expect(recall, `recall of ${label}`).toBeGreaterThanOrEqual(0.98);
	}
});

test("of a labelled set of films those that stand still, are black or flicker are told, and hardly anything else", () => {
	for (const { label, precision, recall } of scoreFilms(runs(40, 6), SEED)) {
		expect(precision, `precision of ${label}`).toBeGreaterThanOrEqual(0.98);
		expect(recall, `recall of ${label}`).toBeGreaterThanOrEqual(0.98);
	}
});
