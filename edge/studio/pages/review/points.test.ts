import { expect, test } from "vitest";
import { imageChecklist } from "../../../../workflows/prompts/checklist.ts";
import { type Answers, answered, keyOf, POINTS, turned } from "./points.ts";

test("the points of the form are those of the checklist, in its order, each with a key of its own", () => {
	expect(POINTS).toEqual(imageChecklist.map(({ id }) => id));
	expect(POINTS.map(keyOf)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]);
});

test("a key turns a point from nothing over yes and no to nothing; a pressed button pressed again takes it back", () => {
	const seen: Answers[] = [{ lighting: true }];
	for (let n = 0; n < 3; n++) seen.push(turned(seen.at(-1) ?? {}, "sharp"));
	expect(seen.slice(1)).toEqual([
		{ lighting: true, sharp: true },
		{ lighting: true, sharp: false },
		{ lighting: true },
	]);
	expect(answered({ sharp: true }, "sharp", false)).toEqual({ sharp: false });
	expect(answered({ sharp: true }, "sharp", true)).toEqual({});
});
