import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText, seedLines, untidy } from "./testing.ts";
import { type Caption, captionOf, captionProblems, MAX_CAPTION, readCaption } from "./trigger.ts";

const trigger = "spyke_plasma_v1";
const caption: Caption = {
	trigger,
	framing: "full body",
	pose: "side profile, standing",
	background: "white background",
};

test("S2-DATA-02b a caption is trigger word, framing, pose or action, background", () => {
	const text = captionOf(caption);
	expect(text).toBe("spyke_plasma_v1, full body, side profile, standing, white background");
	expect(text).toMatch(/^spyke_plasma_v1, [^,]+, .+, [^,]+$/);
	expect(readCaption(text)).toEqual(caption);
	const [line] = seedLines(2, 49, 49) ?? [];
	if (line !== undefined) {
		expect(line).toContain("`[trigger_word], [framing], [pose/action], [background type]`");
		expect(line).toContain(`\`${trigger}\``);
	}
});

test("S2-DATA-02b commas in framing and background and a repeated trigger do not spoil the shape", () => {
	const text = captionOf({
		trigger: `${trigger},`,
		framing: "full,body",
		pose: `${trigger} standing,,`,
		background: "white,\nbackground",
	});
	expect(text).toBe("spyke_plasma_v1, full body, standing, white background");
});

test.each(["", "spyke", "spyke, full body, standing", " , "])("%j is no caption", (text) => {
	expect(readCaption(text)).toBeUndefined();
});

test.each([
	["", /empty: write "spyke_plasma_v1, /],
	["\n", /empty/],
	[
		"full body, standing, spyke_plasma_v1, white background",
		/does not begin.*begin it with "spyke_plasma_v1,"/,
	],
	["spyke_plasma_v1 full body, a, b, white background", /does not begin with the trigger word and a comma/],
	["spyke_plasma_v12, full body, standing, white background", /does not begin/],
	["Spyke_plasma_v1, full body, standing, white background", /does not begin/],
	["spyke_plasma_v1, full body, white background", /fewer than four parts/],
	["spyke_plasma_v1, full body, , white background", /empty part/],
	["spyke_plasma_v1, full body, standing, white background,", /empty part/],
	["spyke_plasma_v1, full body, spyke_plasma_v1 standing, white background", /2 times/],
	["spyke_plasma_v1, full body,\nstanding, white background", /one line/],
	[`spyke_plasma_v1, full body, ${"x".repeat(MAX_CAPTION)}, white`, /shorten it to 1000/],
])("S2-DATA-02b what is wrong with %j is said", (text, message) => {
	expect(captionProblems(text, trigger)).toContainEqual(
		expect.objectContaining({ message: expect.stringMatching(message) }),
	);
});

test("S2-DATA-02b a good caption has no problems, with or without the line break of a text file", () => {
	for (const end of ["", "\n", "\r\n"])
		expect(captionProblems(`spyke_plasma_v1, full body, standing, white background${end}`, trigger)).toEqual(
			[],
		);
	expect(captionProblems("ohwx woman, portrait, smiling, park", "ohwx woman")).toEqual([]);
	expect(captionProblems("a, b, c, d", " ,")).toMatchObject([{ code: "no_trigger" }]);
});

test("S2-DATA-02b captions of any parts are tidy; of parts that say something they are good and read back", () => {
	const words = fc.array(fc.constantFrom("full", "body", "standing", "white", "笑", "spyke"), {
		minLength: 1,
	});
	const part = words.map((list) => list.join(" "));
	fc.assert(
		fc.property(part, fc.array(part, { minLength: 1, maxLength: 4 }), part, (framing, poses, background) => {
			const whole = { trigger, framing, pose: poses.join(", "), background };
			const text = captionOf(whole);
			expect(captionProblems(text, trigger)).toEqual([]);
			if (text.length < 300) expect(readCaption(text)).toEqual(whole);
		}),
	);
	fc.assert(
		fc.property(anyText, anyText, anyText, anyText, (word, framing, pose, background) => {
			expect(untidy(captionOf({ trigger: word, framing, pose, background }))).toEqual([]);
		}),
	);
	const long = "long ".repeat(500);
	expect(
		captionProblems(captionOf({ trigger, framing: long, pose: long, background: long }), trigger),
	).toEqual([]);
});
