import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText, seedLines, untidy } from "./testing.ts";
import { plainText } from "./text.ts";
import { viewIds, viewPrompt, views } from "./views.ts";

const prompt = { positive: "elf warrior", negative: "blurry" };

test.each([
	[
		"S3-50",
		"face",
		"portrait, headshot, face focus, detailed facial features,",
		"full body, multiple views,",
	],
	["S3-51", "front", "full body, standing, front view, looking at camera,", "cropped, headshot only,"],
	["S3-52", "side", "full body, standing, side view, profile,", "front view, back view,"],
	["S3-53", "back", "full body, standing, back view, rear view,", "front view, face visible,"],
] as const)("%s S3-54 the prompts of the %s view", (_, view, prefix, negative) => {
	expect(views[view]).toEqual({ prefix, negative });
	expect(viewPrompt(view, prompt)).toEqual({
		positive: `${prefix} elf warrior`,
		negative: `blurry, ${negative}`,
	});
});

test("S3-50 to S3-53 the views are those of the document", () => {
	const document = seedLines(3, 612, 629);
	if (document === undefined) return;
	const written = document.join("\n").matchAll(/(\w+): \{\s+prefix: '(.*)',\s+negative: '(.*)'/g);
	expect([...written].map(([, view, prefix, negative]) => [view, prefix, negative])).toEqual(
		viewIds.map((view) => [view, views[view].prefix, views[view].negative]),
	);
});

test("S3-54 without a negative the view's own stands alone, without a leading comma", () => {
	for (const negative of ["", " \n", ",", undefined])
		expect(viewPrompt("side", { positive: "elf", negative }).negative).toBe("front view, back view,");
	expect(viewPrompt("side", { positive: " ", negative: "blurry," })).toEqual({
		positive: "full body, standing, side view, profile",
		negative: "blurry, front view, back view,",
	});
});

test("S3-54 any texts: exact composition, and tidy but for the view's own last comma", () => {
	fc.assert(
		fc.property(fc.constantFrom(...viewIds), anyText, anyText, (view, positive, negative) => {
			const made = viewPrompt(view, { positive, negative });
			expect(untidy(made.positive)).toEqual([]);
			expect(untidy(made.negative.slice(0, -1))).toEqual([]);
			fc.pre(plainText(positive) !== "" && plainText(negative) !== "");
			expect(made).toEqual({
				positive: `${views[view].prefix} ${plainText(positive)}`,
				negative: `${plainText(negative)}, ${views[view].negative}`,
			});
		}),
	);
});
