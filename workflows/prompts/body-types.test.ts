import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyType, bodyTypeIds, bodyTypePrompt, bodyTypes, bodyTypeTemplate } from "./body-types.ts";
import { anyText, seedLines, untidy } from "./testing.ts";

const template = [
	"A beautiful, attractive woman, 25 years old, caucasian ethnicity,",
	"long brown hair, brown eyes, [body type description] body type,",
	"full body view, wearing form-fitting casual outfit, professional portrait,",
	"8K hyper-realistic, photorealistic, professional photography,",
	"ultra high quality, extremely detailed, sharp focus, clean composition,",
	"studio lighting, editorial fashion photography, masterpiece, best quality",
];

test("S0-A63 the template, line for line", () => {
	expect(bodyTypeTemplate.split("\n")).toEqual(template);
	const document = seedLines(0, 325, 330);
	if (document !== undefined) expect(bodyTypeTemplate.split("\n")).toEqual(document);
});

test("S0-A63 for a woman nothing but the slot differs from the template", () => {
	for (const { id, gender, description } of bodyTypes) {
		if (gender === "female")
			expect(bodyTypePrompt({ type: id })).toBe(
				template.join("\n").replace("[body type description]", description),
			);
	}
});

test("S0-A63 a man is a handsome man of 28, and the character's own features take their places", () => {
	expect(bodyTypePrompt({ type: "male-muscular" }).split("\n")).toEqual([
		"A handsome, attractive man, 28 years old, caucasian ethnicity,",
		"long brown hair, brown eyes, muscular broad-shouldered body type,",
		...template.slice(2),
	]);
	const character = {
		type: "female-curvy",
		age: 31,
		ethnicity: "south asian",
		hair_style: "short",
		hair_color: "black",
		eye_color: "hazel",
	} as const;
	expect(bodyTypePrompt(character).split("\n")).toEqual([
		"A beautiful, attractive woman, 31 years old, south asian ethnicity,",
		"short black hair, hazel eyes, curvy hourglass body type,",
		...template.slice(2),
	]);
	expect(bodyTypePrompt({ ...character, age: 12 })).toContain("18 years old");
});

test("S0-A04 S0-A59 eight body types, four of each gender, eight different prompts", () => {
	expect(bodyTypes.map(({ id }) => id)).toEqual(bodyTypeIds);
	expect(bodyTypes.map(({ gender, label }) => `${gender} ${label.toLowerCase()}`)).toEqual([
		"female slim",
		"female athletic",
		"female curvy",
		"female voluptuous",
		"male slim",
		"male athletic",
		"male muscular",
		"male chubby",
	]);
	for (const { id, gender, label } of bodyTypes) {
		expect(id).toBe(`${gender}-${label.toLowerCase()}`);
		expect(bodyType(id).description).toContain(label.toLowerCase());
	}
	expect(new Set(bodyTypeIds.map((type) => bodyTypePrompt({ type }))).size).toBe(8);
});

test("S0-A62 each prompt asks for the full body, an appealing look and professional quality", () => {
	for (const type of bodyTypeIds)
		for (const words of ["full body view", "attractive", "8K hyper-realistic, photorealistic, professional"])
			expect(bodyTypePrompt({ type })).toContain(words);
});

test("S0-A61 each type brings a strength for the pose, and they are not all the same", () => {
	for (const { parameters } of bodyTypes) {
		expect(Object.keys(parameters)).toEqual(["controlnet_strength"]);
		expect(parameters.controlnet_strength).toBeGreaterThan(0);
		expect(parameters.controlnet_strength).toBeLessThanOrEqual(1);
	}
	expect(new Set(bodyTypes.map(({ parameters }) => parameters.controlnet_strength)).size).toBeGreaterThan(3);
});

test("S0-A63 what a caller writes is never taken for a slot", () => {
	expect(
		bodyTypePrompt({ type: "female-slim", ethnicity: "brown eyes [body type description] $& $1" }),
	).toContain("25 years old, brown eyes [body type description] $& $1 ethnicity,\n");
});

test("S0-A63 any text leaves the template's lines and the rest of its words in place", () => {
	fc.assert(
		fc.property(fc.constantFrom(...bodyTypeIds), anyText, anyText, (type, one, other) => {
			const prompt = bodyTypePrompt({ type, ethnicity: one, hair_color: other, eye_color: one });
			const lines = prompt.split("\n");
			expect(lines.slice(2)).toEqual(template.slice(2));
			expect(lines[1]).toMatch(/ body type,$/);
			for (const line of lines) expect(untidy(line.replace(/,$/, ""))).toEqual([]);
		}),
	);
});
