import { expect, test } from "vitest";
import { EndSignals } from "./signals.ts";

test("a signal that arrives twice at once is one; a second one forces", () => {
	const signals = new EndSignals();
	expect([5_000, 5_003, 5_999, 6_000, 9_000].map((now) => signals.take(now))).toEqual([
		"drain",
		"again",
		"again",
		"force",
		"force",
	]);
});
