import { expect, test } from "vitest";
import { findWorkflow } from "../../workflows/library/index.ts";
import { parametersSchema } from "../../workflows/pipelines/definition/parameters.ts";
import { findPipeline } from "../../workflows/pipelines/index.ts";
import { withCharacter } from "./fill.ts";

const asset = (n: number) => `ast_${String(n).padStart(26, "0")}`;
const MARA = {
	settings: { description: "elf warrior", negative_prompt: "blurry", age: 30, hair_color: "black" },
	base_image: asset(9),
	style_lora: { file: "styles/ink.safetensors", strength: 0.6 },
	references: [1, 2, 3, 4].map(asset),
};
const PROMPT = "A person, 30 years old, black hair, elf warrior";

function workflow(id: string) {
	const found = findWorkflow(id);
	if (!found) throw new Error(id);
	return found.parameters;
}
function pipeline(id: string) {
	const found = findPipeline(id);
	if (!found) throw new Error(id);
	return parametersSchema(found);
}

test("S3-07 S3-107 a job about a character is given its references, words and style where the workflow takes them", () => {
	expect(withCharacter(workflow("storyboard-image"), MARA, {})).toEqual({
		prompt: PROMPT,
		negative_prompt: "blurry",
		// Three is what it takes.
		references: [asset(1), asset(2), asset(3)],
		style_lora: "styles/ink.safetensors",
		style_lora_strength: 0.6,
	});
	expect(withCharacter(workflow("multi-ref-back"), MARA, {}).references).toEqual(MARA.references);
	expect(withCharacter(workflow("flux-base-image"), MARA, {})).toEqual({
		prompt: PROMPT,
		negative_prompt: "blurry",
	});
});

test("S3-07 what is sent counts instead, and null or an empty list refuses what the character would give", () => {
	const sent = { prompt: "on a beach", references: [asset(5)], style_lora: "own.safetensors" };
	expect(withCharacter(workflow("storyboard-image"), MARA, sent)).toEqual({
		...sent,
		negative_prompt: "blurry",
	});
	for (const none of [null, []])
		expect(withCharacter(workflow("storyboard-image"), MARA, { references: none, style_lora: null })).toEqual(
			{ prompt: PROMPT, negative_prompt: "blurry" },
		);
});

test("S0-A57 S0-A44 body types, face swap and films begin with the base picture", () => {
	expect(withCharacter(pipeline("body-types"), MARA, {})).toEqual({
		base_image: asset(9),
		age: 30,
		hair_color: "black",
	});
	for (const taking of [workflow("face-swap-flux-pulid"), pipeline("film-from-picture")])
		expect(withCharacter(taking, MARA, { prompt: "x" })).toMatchObject({ face: asset(9), prompt: "x" });
	const bare = { ...MARA, base_image: null };
	expect(withCharacter(workflow("face-swap-flux-pulid"), bare, {})).toMatchObject({ face: asset(1) });
});

test("a set of references is made like the base picture and what is sent, not like the set before", () => {
	const dataset = pipeline("character-reference-dataset");
	expect(withCharacter(dataset, MARA, {}, true)).toEqual({
		prompt: PROMPT,
		negative_prompt: "blurry",
		references: [asset(9)],
	});
	expect(withCharacter(dataset, MARA, { references: [] }, true)).not.toHaveProperty("references");
	expect(withCharacter(dataset, { ...MARA, base_image: null }, {}, true)).not.toHaveProperty("references");
});

test("a character of which nothing is known gives nothing", () => {
	const nobody = { settings: {}, base_image: null, style_lora: null, references: [] };
	for (const taking of [workflow("storyboard-image"), pipeline("body-types")])
		expect(withCharacter(taking, nobody, { seed: 7 })).toEqual({ seed: 7 });
});
