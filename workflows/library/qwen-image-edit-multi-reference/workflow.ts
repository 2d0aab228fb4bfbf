import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import {
	amount,
	assetIds,
	negativePrompt,
	promptText,
	sampler,
	scheduler,
	steps,
	together,
} from "../../definition/parameters.ts";
import { qwenImageCompanions, qwenImageEdit2509 } from "../files/images.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { loraFile, loraPart, modelLora, modelLoraSlots, promptWithTrigger } from "../parts/lora.ts";
import { firstSeed, variations } from "../parts/pictures.ts";
import { negativeAboveOne, samplingSlots } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		references: assetIds({ min: 1, max: 3 }).meta({
			description:
				"One to three pictures to work from. The prompt calls them Picture 1, Picture 2, Picture 3.",
		}),
		prompt: promptText(4000).meta({
			description: "What to do with them, such as: the woman of Picture 1 wears the coat of Picture 2.",
		}),
		negative_prompt: negativePrompt(""),
		...modelLora,
		variations: variations(1),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1792, step: 16 }),
		seed: firstSeed,
		steps: steps(20, 60),
		cfg: amount({ standard: 4, min: 1, max: 10 }).meta({
			description: "How closely the prompt is followed. 2.5 to 4 is usual; at 1 the negative has no effect.",
		}),
		shift: amount({ standard: 3.1, min: 0, max: 10 }).meta({
			description: "Where the sampler spends its steps: higher is more composition, lower more detail.",
		}),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

const encoders = ["4", "5"];

/** New pictures of what is on others, by a model made for it. */
export const qwenImageEditMultiReference = defineWorkflow({
	id: "qwen-image-edit-multi-reference",
	version: 1,
	title: "Several references (Qwen-Image-Edit 2509)",
	purpose:
		"Edits a picture by words, or brings persons, clothes and things of up to three pictures together.",
	category: "edit",
	family: "qwen-image",
	parameters,
	graph,
	slots: {
		...samplingSlots("8"),
		...modelLoraSlots("14"),
		negative_prompt: [{ node: "5", input: "prompt" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		cfg: [{ node: "8", input: "cfg" }],
		shift: [{ node: "6", input: "shift" }],
	},
	assets: {
		references: ["11", "12", "13"].map((node) => ({ node, input: "image", kind: "image" as const })),
	},
	computed: [promptWithTrigger([{ node: "4", input: "prompt" }])],
	parts: [
		loraPart("14", "1", { model: [{ node: "6", input: "model" }], clip: [] }),
		...[2, 3].map((n) => ({
			name: `reference_${n}`,
			when: { list: "references", shorter_than: n },
			remove: [`1${n}`],
			rewire: encoders.map((node) => ({ node, input: `image${n}`, to: null })),
		})),
	],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [qwenImageEdit2509, ...qwenImageCompanions, { ...loraFile, part: "lora" }],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 90,
	timeout_seconds: 900,
	licence: "All weights are Apache-2.0: commercial use is allowed. A LoRA brings its own licence.",
	example: {
		references: ["ast_0123456789abcdefghijklmnop", "ast_0123456789abcdefghijklmnop"],
		prompt: "The woman of Picture 1 wears the coat of Picture 2, full body, walking through a park",
		seed: 7,
	},
	docs: {
		notes: [
			"The text encoder sees the pictures as Picture 1, Picture 2 and Picture 3, in the order of the list: use these names in the prompt.",
			"The model was made for up to three references and takes no more. Each is read at about one megapixel; the size of the result is free of theirs.",
			"A Lightning LoRA for Qwen-Image-Edit-2509 as lora makes it several times faster: steps 8 (or 4) and cfg 1 go with it, and the negative prompt has no effect then.",
			"A base picture of a character as Picture 1 keeps the person through new poses, clothes and body types. It is no face lock: measure the result with face-similarity.",
		],
		acceptance: [
			"One to three references; those that were not sent are neither loaded nor inputs of the text encoders.",
			"Both encoders, positive and negative, see the same pictures.",
			"20 steps, cfg 4, shift 3.1, euler and simple unless sent otherwise.",
		],
	},
});
