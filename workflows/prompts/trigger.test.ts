import fc from "fast-check";
import { expect, test } from "vitest";
import { anyText, timesSaid, untidy } from "./testing.ts";
import { MAX_PROMPT, plainText } from "./text.ts";
import { MAX_TRIGGER, triggerWord, withTrigger } from "./trigger.ts";

test.each([
	["it comes first", "a woman, smiling", "ohwx woman, a woman, smiling"],
	["it is moved to the front", "photo of ohwx woman, smiling", "ohwx woman, photo of, smiling"],
	[
		"what begins with it stays as it reads",
		"ohwx woman standing in a park.",
		"ohwx woman standing in a park.",
	],
	["its repetitions go", "ohwx woman, smiling, ohwx woman, ohwx woman", "ohwx woman, smiling"],
	["emphasised, it leaves no brackets", "a park, (ohwx woman:1.2), sun", "ohwx woman, a park, sun"],
	["nor does it stick to what follows", "ohwx woman(ohwx woman)park", "ohwx woman park"],
	["another case is another word", "Ohwx Woman in a park", "ohwx woman, Ohwx Woman in a park"],
	["part of a word is not it", "ohwx womanly, myohwx woman", "ohwx woman, ohwx womanly, myohwx woman"],
	["a possessive is it", "ohwx woman's dog and ohwx woman", "ohwx woman's dog and"],
	["its halves do not meet", "a ohwx ohwx woman woman b", "ohwx woman, a ohwx, woman b"],
	["alone it stands alone", "ohwx woman ohwx woman,", "ohwx woman"],
	["without a prompt it stands alone", " ", "ohwx woman"],
])("S2-DATA-02c the trigger word: %s", (_, prompt, result) => {
	expect(withTrigger("ohwx woman", prompt)).toBe(result);
});

test("S2-DATA-02c the trigger of the sample data set", () => {
	expect(withTrigger("spyke_plasma_v1", "standing, spyke_plasma_v12")).toBe(
		"spyke_plasma_v1, standing, spyke_plasma_v12",
	);
});

test("without a trigger word the prompt is only made plain", () => {
	for (const trigger of [undefined, "", " ,\n"])
		expect(withTrigger(trigger, "a  woman,\nsmiling,")).toBe("a woman, smiling");
});

test("a trigger word has no commas and a sane length", () => {
	expect(triggerWord("ohwx,\nwoman,")).toBe("ohwx woman");
	expect(triggerWord("x".repeat(1000))).toHaveLength(MAX_TRIGGER);
});

test("S2-DATA-02c a prompt that is too long is cut at its end, and doing it again changes nothing", () => {
	const result = withTrigger("ohwx", "word ".repeat(1000));
	expect(result.length).toBeLessThanOrEqual(MAX_PROMPT);
	expect(result.length).toBeGreaterThan(MAX_PROMPT - 10);
	expect(withTrigger("ohwx", result)).toBe(result);
	expect(withTrigger("ohwx", `ohwx,${"x".repeat(5000)}`)).toHaveLength(MAX_PROMPT);
});

const triggers = fc.oneof(
	fc.constantFrom("ohwx", "ohwx woman", "a", "a a", "spyke_plasma_v1", "(x)", "x.", "-x-", "<x>", "笑"),
	anyText,
);

test("S2-DATA-02c any trigger and prompt: first, exactly once, tidy, and the same when done again", () => {
	fc.assert(
		fc.property(triggers, anyText, (trigger, prompt) => {
			const once = withTrigger(trigger, prompt);
			expect(untidy(once)).toEqual([]);
			expect(withTrigger(trigger, once)).toBe(once);
			const word = triggerWord(trigger);
			if (word === "") {
				expect(once).toBe(plainText(prompt));
				return;
			}
			expect(once.startsWith(word)).toBe(true);
			expect(timesSaid(once, word)).toBe(1);
		}),
		{ numRuns: 1000 },
	);
});
