import * as z from "zod";
import type { ComputedValue, ModelRequirement, OptionalPart, Slot } from "../../definition/define.ts";
import {
	amount,
	loraName,
	negativePrompt,
	promptText,
	sampler,
	scheduler,
	together,
} from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";
import { wanNegative } from "../../prompts/negatives.ts";
import { canvas, type Sizes } from "./canvas.ts";
import { filmSeed } from "./film-notes.ts";
import { filmSeconds } from "./frames.ts";
import { loraFile, modelLora, promptWithTrigger } from "./lora.ts";
import { shift } from "./sampling.ts";

/**
 * What the workflows of Wan 2.2 14B share. Two models take turns: one for the first, noisy half of the steps (it
 * lays out motion and picture), one for the rest (details). Their graphs use the same ids: 1 and 2 load the
 * models, 5 and 6 encode the prompts, 18 to 20 are LoRAs, 9 and 10 shift the noise, 13 and 14 sample.
 */

/** Wan makes 16 frames a second. */
export const wanFps = 16;

/** What the 14B models were trained with in their smaller size: about 0.4 megapixels, steps of 16. */
export const wanSizes = {
	"16:9": { width: 832, height: 480 },
	"9:16": { width: 480, height: 832 },
	"1:1": { width: 640, height: 640 },
	"4:5": { width: 576, height: 720 },
} as const satisfies Sizes;

/** What every Wan workflow is told in words. */
export const wanPrompt = {
	prompt: promptText(4000).meta({
		description: "What happens, in plain sentences: who, what they do, where, how the camera moves.",
	}),
	negative_prompt: negativePrompt(wanNegative),
};

/** The parameters of the two passes. */
export function wanPair(standard: { steps: number; maxSteps: number; cfg: number; shift: number }) {
	return {
		seed: filmSeed,
		steps: z
			.int()
			.min(2)
			.max(standard.maxSteps)
			.default(standard.steps)
			.meta({ description: "Sampling steps of both passes together; the first makes half of them." }),
		cfg: amount({ standard: standard.cfg, min: 1, max: 10 }).meta({
			description: "How closely both passes follow the prompts. At 1 the negative prompt does not count.",
		}),
		shift: shift(standard.shift),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
	};
}

/** An optional LoRA, of a character for example, on both models. */
export const wanLora = {
	...modelLora,
	lora: loraName.optional().meta({
		description:
			"A LoRA for Wan 2.2 14B: `name@version` of one that is kept, or a file as the workers list it. On both models, unless lora_low_noise is sent.",
	}),
	lora_low_noise: loraName.optional().meta({
		description: "The second file of a LoRA that comes in two: this one is for the low-noise model.",
	}),
};

/** The fields of a film by the 14B pair, whatever it begins with, and how its two passes sample by default. */
export function wanFilm(standard: Parameters<typeof wanPair>[0]) {
	return {
		...wanPrompt,
		seconds: filmSeconds({ standard: 5, max: 8, advice: "The model was made for 5." }),
		...canvas("16:9", wanSizes, { min: 256, max: 1280, step: 16 }, "film"),
		...wanPair(standard),
		...wanLora,
	};
}

/** What a schema cannot say by itself. */
export function checkWan(sent: Readonly<Record<string, unknown>>, ctx: z.RefinementCtx): void {
	together(sent, ctx, "width", "height");
	if (sent.lora_low_noise !== undefined && sent.lora === undefined)
		ctx.addIssue({
			code: "custom",
			path: ["lora_low_noise"],
			message: "must be sent with lora, the file for the high-noise model",
		});
}

const both = (input: string): Slot[] => ["13", "14"].map((node) => ({ node, input }));

/** Where they go. */
export const wanSlots: Readonly<Record<string, readonly Slot[]>> = {
	negative_prompt: [{ node: "6", input: "text" }],
	seed: [{ node: "13", input: "noise_seed" }],
	steps: both("steps"),
	cfg: both("cfg"),
	sampler: both("sampler_name"),
	scheduler: both("scheduler"),
	shift: ["9", "10"].map((node) => ({ node, input: "shift" })),
	lora: ["18", "19"].map((node) => ({ node, input: "lora_name" })),
	lora_low_noise: [{ node: "20", input: "lora_name" }],
	lora_strength: ["18", "19", "20"].map((node) => ({ node, input: "strength_model" })),
};

export const wanComputed: readonly ComputedValue[] = [
	promptWithTrigger([{ node: "5", input: "text" }]),
	{
		name: "switch_step",
		from: ["steps"],
		slots: [
			{ node: "13", input: "end_at_step" },
			{ node: "14", input: "start_at_step" },
		],
		compute: (values) => Math.floor(numberAt(values, "steps") / 2),
		what: "half of the steps; there the low-noise model takes over.",
	},
];

type Link = readonly [node: string, slot: number];

/** The LoRAs as parts. `high` and `low` are what they stand behind. */
export function wanLoraParts(high: Link, low: Link): OptionalPart[] {
	return [
		{
			name: "lora",
			when: { absent: "lora" },
			remove: ["18", "19"],
			rewire: [
				{ node: "9", input: "model", to: high },
				{ node: "20", input: "model", to: low },
			],
		},
		{
			name: "lora_for_both",
			when: { present: "lora_low_noise" },
			remove: ["19"],
			rewire: [{ node: "20", input: "model", to: low }],
		},
		{
			name: "lora_low_noise",
			when: { absent: "lora_low_noise" },
			remove: ["20"],
			rewire: [{ node: "10", input: "model", to: ["19", 0] }],
		},
	];
}

export const wanLoraFiles: readonly ModelRequirement[] = [
	{ ...loraFile, part: "lora" },
	{ ...loraFile, file: { parameter: "lora_low_noise" }, part: "lora_low_noise" },
];

export const wanTerms = "All weights are Apache-2.0: commercial use is allowed. A LoRA has its own terms.";

/** Measured by others: the notes of Comfy's own template, RTX 4090D, 640x640, 81 frames. */
export const wanTimes =
	"The time is that of Comfy's own template on an RTX 4090D at 640x640 and 81 frames: 513 s with 20 steps, 71 s with four. 1280x720 takes several times as long.";
export const wanLoraNote =
	"A LoRA must be one for Wan 2.2 14B. Those of Wan 2.2 come as two files, one for each model: send them as lora and lora_low_noise. A single file goes onto both.";
export const wanLength =
	"The model was made for films of 5 seconds. Longer ones tend to run back to where they began.";
