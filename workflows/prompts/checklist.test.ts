import { expect, test } from "vitest";
import { imageChecklist } from "./checklist.ts";
import { seedLines } from "./testing.ts";

test("S0-D36 the ten items of the image checklist, in order", () => {
	expect(imageChecklist.map(({ text }) => text)).toEqual([
		"8K hyper-realistic, photorealistic quality",
		"Appealing, attractive appearance",
		"Natural skin texture with visible pores",
		"Individual hair strands, lashes, eyebrows",
		'Natural asymmetries preserved (not "perfect")',
		"Professional photography aesthetic",
		"No AI artifacts (plastic/waxy look)",
		"Realistic lighting and shadows",
		"Sharp focus on eyes and face",
		"Clean composition",
	]);
	expect(new Set(imageChecklist.map(({ id }) => id)).size).toBe(10);
	const document = seedLines(0, 385, 394);
	if (document !== undefined) expect(imageChecklist.map(({ text }) => `- [ ] ${text}`)).toEqual(document);
});
