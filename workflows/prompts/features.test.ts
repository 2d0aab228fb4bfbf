import fc from "fast-check";
import { expect, test } from "vitest";
import {
	adultAge,
	type Features,
	featurePrompt,
	featureWords,
	hairPhrase,
	MAX_AGE,
	MIN_AGE,
} from "./features.ts";
import { anyText, untidy } from "./testing.ts";
import { MAX_PROMPT } from "./text.ts";

test("S0-A05 the features of a character make one readable prompt", () => {
	const character: Features = {
		gender: "female",
		age: 25,
		ethnicity: "caucasian",
		hair_style: "long",
		hair_color: "brown",
		eye_color: "brown",
		skin: "fair",
		extra: "freckles, friendly look.",
	};
	expect(featurePrompt(character)).toBe(
		"A woman, 25 years old, caucasian ethnicity, long brown hair, brown eyes, fair skin, freckles, friendly look.",
	);
	expect(
		featurePrompt({ gender: "male", facial_hair: "stubble", hair_style: "bald", hair_color: "red" }),
	).toBe("A man, bald, stubble");
	expect(featurePrompt({ gender: "non-binary" })).toBe("An androgynous person");
});

test("S0-A05 absent and blank features are left out", () => {
	expect(featurePrompt({})).toBe("A person");
	expect(featurePrompt({ gender: " ", age: Number.NaN, hair_color: "", eye_color: ",", extra: "\n" })).toBe(
		"A person",
	);
});

test("S0-A05 free text is taken, and a noun that is there already is not said twice", () => {
	expect(
		featurePrompt({ gender: "elf", hair_color: "silver hair", eye_color: "violet Eyes", skin: "blue" }),
	).toBe("An elf, silver hair, violet Eyes, blue skin");
	expect(hairPhrase("long hair", "brown")).toBe("long brown hair");
	expect(hairPhrase(undefined, undefined)).toBe("");
	expect(featurePrompt({ gender: "constructor" })).toBe("A constructor");
});

test("nobody is described as a minor", () => {
	expect([17, -5, 0, 18, 25.9, 100, 1e9, Number.NaN, undefined].map(adultAge)).toEqual([
		18,
		18,
		18,
		18,
		25,
		100,
		100,
		undefined,
		undefined,
	]);
	fc.assert(
		fc.property(fc.double(), (age) => {
			const [, written] = /(-?[\d.e+]+) years old/.exec(featurePrompt({ age })) ?? [];
			expect(written === undefined).toBe(Number.isNaN(age));
			if (written === undefined) return;
			expect(Number(written)).toBeGreaterThanOrEqual(MIN_AGE);
			expect(Number(written)).toBeLessThanOrEqual(MAX_AGE);
		}),
	);
});

test("S0-A05 every word of the lists is one tidy phrase and is said in the prompt", () => {
	for (const [feature, words] of Object.entries(featureWords)) {
		expect(new Set(words).size).toBe(words.length);
		for (const word of words) {
			const prompt = featurePrompt({ [feature]: word });
			expect(untidy(word)).toEqual([]);
			if (feature !== "gender") expect(prompt).toContain(`A person, ${word}`);
			else expect(prompt).not.toContain(word === "female" || word === "male" ? word : "A person");
		}
	}
});

test("S0-A05 any text: a tidy prompt of a sane length", () => {
	const text = fc.option(anyText, { nil: undefined });
	const features = fc.record({
		gender: text,
		ethnicity: text,
		hair_style: text,
		hair_color: text,
		eye_color: text,
		skin: text,
		facial_hair: text,
		extra: text,
	});
	fc.assert(
		fc.property(features, (character) => {
			const prompt = featurePrompt(character);
			expect(untidy(prompt)).toEqual([]);
			expect(prompt).toMatch(/^An? \S/);
		}),
	);
	const long = "long ".repeat(5000);
	expect(featurePrompt({ gender: long, skin: long, extra: long }).length).toBeLessThan(MAX_PROMPT);
});
