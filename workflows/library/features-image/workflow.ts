import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { promptText, sampler, scheduler, steps, together } from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import { featurePrompt, featureWords, MAX_AGE, MIN_AGE } from "../../prompts/features.ts";
import { joinTexts, MAX_PHRASE } from "../../prompts/text.ts";
import { zImageFiles } from "../files/images.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { firstSeed, realism, realistic, variations } from "../parts/pictures.ts";
import { negativeNever, samplingSlots, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

/** Free text with suggestions, because people's looks do not fit a list. */
function feature(what: string, words: readonly string[]) {
	return promptText(MAX_PHRASE)
		.optional()
		.meta({ description: `${what}: ${words.slice(0, 5).join(", ")}, or words of one's own.` });
}

const parameters = z
	.strictObject({
		gender: feature("Gender, or a noun", featureWords.gender),
		age: z
			.int()
			.min(MIN_AGE)
			.max(MAX_AGE)
			.optional()
			.meta({
				description: `Age in years. Characters are adults: ${MIN_AGE} or older.`,
			}),
		ethnicity: feature("Ethnicity", featureWords.ethnicity),
		hair_style: feature("Style of the hair", featureWords.hair_style),
		hair_color: feature("Colour of the hair", featureWords.hair_color),
		eye_color: feature("Colour of the eyes", featureWords.eye_color),
		skin: feature("Skin", featureWords.skin),
		facial_hair: feature("Facial hair", featureWords.facial_hair),
		extra: promptText(1000).optional().meta({ description: "Anything else: clothes, marks, mood, light." }),
		framing: z
			.enum(["portrait", "upper body", "full body"])
			.default("portrait")
			.meta({ description: "How much of the person is in the picture." }),
		background: promptText(MAX_PHRASE)
			.default("plain white background")
			.meta({ description: "What is behind the person. Plain white keeps later steps easy." }),
		negative_prompt: unusedNegative(),
		realism: realism("tags"),
		variations: variations(3),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1536, step: 16 }),
		seed: firstSeed,
		steps: steps(8, 20).meta({ description: "Sampling steps. The model was made for 8." }),
		sampler: sampler("res_multistep"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** Pictures of a person put together from features. */
export const featuresImage = defineWorkflow({
	id: "features-image",
	version: 1,
	title: "Features (Z-Image-Turbo)",
	purpose:
		"Pictures of a person described by features: hair, eyes, age, ethnicity. The prompt is made of them.",
	category: "image",
	family: "z-image",
	parameters,
	graph,
	slots: {
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		...samplingSlots("8"),
	},
	assets: {},
	computed: [
		{
			name: "positive",
			from: [
				"gender",
				"age",
				"ethnicity",
				"hair_style",
				"hair_color",
				"eye_color",
				"skin",
				"facial_hair",
				"extra",
				"framing",
				"background",
				"realism",
			],
			slots: [{ node: "4", input: "text" }],
			compute: (values) => {
				const person = featurePrompt({
					gender: textAt(values, "gender"),
					age: typeof values.age === "number" ? values.age : undefined,
					ethnicity: textAt(values, "ethnicity"),
					hair_style: textAt(values, "hair_style"),
					hair_color: textAt(values, "hair_color"),
					eye_color: textAt(values, "eye_color"),
					skin: textAt(values, "skin"),
					facial_hair: textAt(values, "facial_hair"),
					extra: textAt(values, "extra"),
				});
				return realistic(
					joinTexts([person, textAt(values, "framing"), textAt(values, "background")]),
					values.realism,
				);
			},
			what: "the features as one sentence, framing and background, and the words that `realism` asks for",
		},
	],
	parts: [],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeNever],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: zImageFiles,
	custom_nodes: [],
	comfyui: "0.3.75",
	vram_gb: 16,
	typical_seconds: 8,
	timeout_seconds: 300,
	licence: "All weights are Apache-2.0: commercial use is allowed.",
	example: {
		gender: "female",
		age: 25,
		ethnicity: "caucasian",
		hair_style: "long",
		hair_color: "brown",
		eye_color: "brown",
		seed: 7,
	},
	docs: {
		notes: [
			"The prompt is made of the features; whatever is not sent is left to the model and the seed. Prompts of one's own go to z-image-turbo-base-image, which is the same graph.",
			`Every feature takes words of one's own. Suggestions for a form: ${Object.entries(featureWords)
				.map(([name, words]) => `${name} (${words.join(", ")})`)
				.join("; ")}.`,
			"One picture per option, for a wizard that shows hair styles to choose from, is one job per option with the same seed.",
			`Ages below ${MIN_AGE} are refused.`,
		],
		acceptance: [
			"Hair, eyes, ethnicity, age, skin and gender arrive in the prompt in readable words.",
			"The same features give the same prompt, whatever the seed.",
			"Three variations by default, each with its own seed.",
		],
	},
});
