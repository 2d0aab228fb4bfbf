import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { aspectRatio, assetIds, loraName, promptText, steps } from "../../definition/parameters.ts";
import { defaultNegative } from "../../prompts/negatives.ts";
import { flux1DevFp8Checkpoint, flux1DevTerms, flux1Redux, sigclipVision } from "../files/flux.ts";
import { loraFile } from "../parts/lora.ts";
import { oneSeed } from "../parts/pictures.ts";
import { cfgFromOne, guidance, negativeAboveOne, negativeAtHigherCfg } from "../parts/sampling.ts";
import { checkSides, storyboardSides } from "../parts/storyboard.ts";
import graph from "./graph.json" with { type: "json" };

/**
 * Flux is at its best near one megapixel and takes sides in steps of 16, so the picture is rendered there and
 * scaled to what was asked for. The remainder of the ratio (1344:768 is not quite 16:9) is cropped.
 */
const sizes = {
	"16:9": { width: 1920, height: 1080, render_width: 1344, render_height: 768 },
	"9:16": { width: 1080, height: 1920, render_width: 768, render_height: 1344 },
	"1:1": { width: 1080, height: 1080, render_width: 1024, render_height: 1024 },
	"4:5": { width: 1080, height: 1350, render_width: 896, render_height: 1120 },
} as const;

const rendered = { min: 512, max: 1920, step: 16 };

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "What is to be seen, in plain sentences." }),
		negative_prompt: negativeAtHigherCfg(defaultNegative),
		aspect_ratio: aspectRatio("16:9").meta({
			description: "Shape of the picture; brings the four sizes along.",
		}),
		...storyboardSides("16:9", sizes["16:9"], rendered),
		seed: oneSeed,
		steps: steps(20, 50),
		guidance: guidance(3.5),
		cfg: cfgFromOne,
		references: assetIds({ min: 1, max: 3 }).optional().meta({
			description:
				"Pictures of the character or look to hold on to, one to three. Of each the middle square is read.",
		}),
		reference_strength: z
			.number()
			.min(0.01)
			.max(1)
			.default(0.35)
			.meta({ description: "How much the reference counts against the prompt. Used with references only." }),
		style_lora: loraName.optional().meta({
			description:
				"A Flux.1 LoRA for the style: `name@version` of one that is kept, or a file as the workers list it.",
		}),
		style_lora_strength: z
			.number()
			.min(-2)
			.max(2)
			.default(0.8)
			.meta({ description: "Strength of the style LoRA. Used with style_lora only." }),
	})
	.superRefine((sent, ctx) => checkSides(sent, ctx, sizes[sent.aspect_ratio]));

/** One picture for one sentence of a script. */
export const storyboardImage = defineWorkflow({
	id: "storyboard-image",
	version: 1,
	title: "Storyboard picture",
	purpose: "One 1920x1080 picture for one sentence of a script, with optional references and a style LoRA.",
	category: "image",
	family: "flux",
	parameters,
	graph,
	slots: {
		prompt: [{ node: "2", input: "text" }],
		negative_prompt: [{ node: "3", input: "text" }],
		width: [{ node: "8", input: "width" }],
		height: [{ node: "8", input: "height" }],
		render_width: [{ node: "5", input: "width" }],
		render_height: [{ node: "5", input: "height" }],
		seed: [{ node: "6", input: "seed" }],
		steps: [{ node: "6", input: "steps" }],
		guidance: [{ node: "4", input: "guidance" }],
		cfg: [{ node: "6", input: "cfg" }],
		reference_strength: ["15", "25", "35"].map((node) => ({ node, input: "strength" })),
		style_lora: [{ node: "10", input: "lora_name" }],
		style_lora_strength: [
			{ node: "10", input: "strength_model" },
			{ node: "10", input: "strength_clip" },
		],
	},
	assets: {
		references: ["11", "21", "31"].map((node) => ({ node, input: "image", kind: "image" as const })),
	},
	parts: [
		{
			name: "reference",
			when: { list: "references", shorter_than: 1 },
			remove: ["11", "12", "13", "14", "15"],
			rewire: [{ node: "25", input: "conditioning", to: ["4", 0] }],
		},
		{
			name: "second_reference",
			when: { list: "references", shorter_than: 2 },
			remove: ["21", "23", "25"],
			rewire: [{ node: "35", input: "conditioning", to: ["15", 0] }],
		},
		{
			name: "third_reference",
			when: { list: "references", shorter_than: 3 },
			remove: ["31", "33", "35"],
			rewire: [{ node: "6", input: "positive", to: ["25", 0] }],
		},
		{
			name: "style_lora",
			when: { absent: "style_lora" },
			remove: ["10"],
			rewire: [
				{ node: "6", input: "model", to: ["1", 0] },
				{ node: "2", input: "clip", to: ["1", 1] },
				{ node: "3", input: "clip", to: ["1", 1] },
			],
		},
	],
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "image", node: "9", kind: "image" }],
	models: [
		flux1DevFp8Checkpoint,
		{ ...flux1Redux, part: "reference" },
		{ ...sigclipVision, part: "reference" },
		{ ...loraFile, file: { parameter: "style_lora" }, part: "style_lora" },
	],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 12,
	typical_seconds: 20,
	timeout_seconds: 300,
	licence: flux1DevTerms,
	example: {
		prompt:
			"A lighthouse keeper climbs a spiral staircase with a lantern, wide shot, storm light through the windows",
		seed: 7,
	},
	docs: {
		notes: [
			"The picture is rendered at about one megapixel and scaled to the delivered size with Lanczos; what does not fit the shape is cropped from the middle.",
			"The negative prompt is not used at cfg 1, the default, because Flux.1 dev is guidance-distilled. A cfg above 1 brings in real classifier-free guidance: the negative prompt counts, and sampling takes about twice as long. Lower guidance with it.",
			"References go through FLUX.1 Redux, the image adapter made for this very model, one after the other: it carries likeness, palette and mood into a new scene, but it is no face lock. ReferenceLatent would not work here, since only Kontext and Flux 2 were trained to read it. The strength scales how much attention each reference gets, so that the prompt still decides the scene; near 1 the references take over, and sooner where there are several.",
			"Without a reference and a style LoRA their nodes are not in the graph at all, and the base checkpoint is the only file needed.",
			"No refiner and no upscaling model: those are other workflows.",
		],
		acceptance: [
			"The prompt, the seed (0 too) and the aspect ratio arrive in the graph through declared slots.",
			"16:9 by default: rendered at 1344x768, delivered at 1920x1080.",
			"Each reference is loaded, up to three; without one the graph has no node that would.",
			"A style LoRA is loaded by a LoraLoader; without one there is none.",
			"The template is never changed by a job.",
			"A picture that takes longer than 5 minutes is given up.",
		],
	},
});
