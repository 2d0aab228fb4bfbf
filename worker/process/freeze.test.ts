import { expect, test } from "vitest";
import { stoodStill } from "./freeze.ts";

const at = (wall: number, steady: number) => ({ wall, steady });

test.each([
	["looks a second apart", at(1_000, 1_000), null],
	["a busy machine", at(4_000, 4_000), null],
	["a stopped process: both clocks went on", at(31_000, 31_000), 30_000],
	["a suspended machine: only the wall's clock went on", at(31_000, 1_000), 30_000],
	["a clock that was set back", at(-3_600_000, 1_000), null],
	["a clock that was set back while the process was stopped", at(-3_600_000, 9_000), 8_000],
])("%s", (_what, now, expected) => {
	expect(stoodStill(at(0, 0), now)).toBe(expected);
});
