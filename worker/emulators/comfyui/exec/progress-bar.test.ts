import { expect, test } from "vitest";
import { ProgressBar } from "./progress-bar.ts";

/** The steps that a bar tells, of `count` steps `ms` apart. */
function told(bar: ProgressBar, count: number, ms: number, preview = false): number[] {
	const steps = Array.from({ length: count }, (_, i) => i + 1);
	return steps.filter((step) => bar.tells(step, count, preview, 1_000 + step * ms));
}

test("the first and the last of quick steps are told, and one in a tenth of a second between", () => {
	expect(told(new ProgressBar(true), 5, 10)).toEqual([1, 5]);
	expect(told(new ProgressBar(true), 25, 10)).toEqual([1, 11, 21, 25]);
	expect(told(new ProgressBar(true), 4, 100)).toEqual([1, 2, 3, 4]);
});

test("a step of less than half a percent is not, however long it took", () => {
	expect(told(new ProgressBar(true), 1_000, 100).slice(0, 4)).toEqual([1, 6, 11, 16]);
});

test("every step with a preview is told, and every step of the older release", () => {
	expect(told(new ProgressBar(true), 4, 1, true)).toEqual([1, 2, 3, 4]);
	expect(told(new ProgressBar(false), 4, 1)).toEqual([1, 2, 3, 4]);
});
