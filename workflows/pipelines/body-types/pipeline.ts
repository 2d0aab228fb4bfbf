import { bodyTypeIds } from "../../prompts/body-types.ts";
import { MAX_AGE, MIN_AGE } from "../../prompts/features.ts";
import { MAX_PHRASE } from "../../prompts/text.ts";
import type { PipelineParameter } from "../definition/document.ts";
import { definePipeline } from "../definition/document.ts";

function word(name: string, description: string): PipelineParameter {
	return { type: "text", name, description, max_length: MAX_PHRASE };
}

/** One character in eight bodies. */
export const bodyTypes = definePipeline({
	id: "body-types",
	version: 1,
	title: "Body types",
	purpose: "A character in each of eight body types, four female and four male, from its base picture.",
	category: "character",
	parameters: [
		{ type: "image", name: "base_image", description: "The character's base picture." },
		{
			type: "number",
			name: "base_strength",
			description:
				"How much of the base picture stays, with Z-Image-Turbo. High values keep its body as well.",
			default: 0.2,
			min: 0.05,
			max: 0.7,
		},
		{
			type: "choice",
			name: "model",
			description:
				"z-image starts from the base picture and is there within seconds; flux looks at it and takes longer.",
			choices: ["z-image", "flux"],
			default: "z-image",
		},
		{
			type: "choice",
			name: "body_types",
			description: "Which bodies: all eight unless sent.",
			choices: [...bodyTypeIds],
			list: { least: 1, most: bodyTypeIds.length, default: [...bodyTypeIds] },
		},
		{
			type: "integer",
			name: "age",
			description: "Age of the character in years: 25 for a woman and 28 for a man unless sent.",
			min: MIN_AGE,
			max: MAX_AGE,
		},
		word("ethnicity", "Ethnicity of the character: caucasian unless sent."),
		word("hair_style", "Style of the hair, such as long, short curly or bald."),
		word("hair_color", "Colour of the hair. With neither style nor colour the hair is long and brown."),
		word("eye_color", "Colour of the eyes: brown unless sent."),
		{
			type: "image",
			name: "pose",
			description: "A picture of the pose that all bodies take. Without it each stands as it comes.",
			required: false,
		},
		{ type: "seed", name: "seed", description: "The seed of all pictures. Chosen when absent." },
	],
	stages: [
		{
			key: "bodies",
			title: "Body types",
			run: {
				first_of: [
					{ when: { parameter: "model", is: "flux" }, workflow: "body-type-image-flux@1" },
					{
						workflow: "body-type-image@1",
						with: { base_strength: { parameter: "base_strength" } },
					},
				],
			},
			each: { parameter: "body_types" },
			with: {
				body_type: { item: true },
				base_image: { parameter: "base_image" },
				age: { parameter: "age" },
				ethnicity: { parameter: "ethnicity" },
				hair_style: { parameter: "hair_style" },
				hair_color: { parameter: "hair_color" },
				eye_color: { parameter: "eye_color" },
				pose: { parameter: "pose" },
				seed: { parameter: "seed" },
			},
			label: "BODY_TYPE",
		},
	],
	example: {
		base_image: "ast_0123456789abcdefghijklmnop",
		hair_style: "short",
		hair_color: "black",
		seed: 7,
	},
	notes: [
		"All pictures share seed, features, pose and base picture, so that they differ in the body and little else. A picture that is made again gets another seed.",
		"The words of each body are those of the workflow, in a prompt for a whole body.",
	],
	acceptance: [
		"Eight tasks, one per body type, in the order slim, athletic, curvy, voluptuous, then slim, athletic, muscular, chubby.",
		"Every one of them begins with the base picture.",
	],
});
