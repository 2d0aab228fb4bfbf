import * as z from "zod";
import { defineWorkflow, type Slot } from "../../definition/define.ts";
import { assetId, sampler, scheduler, together } from "../../definition/parameters.ts";
import { lightx2vTextHigh, wanSoundFiles } from "../files/films.ts";
import { canvas } from "../parts/canvas.ts";
import { acceptInput, acceptLips, acceptMotion, filmSeed, inputCounts } from "../parts/film-notes.ts";
import { inProportion } from "../parts/frames.ts";
import { negativeAboveOne, shift, speed } from "../parts/sampling.ts";
import { wanPrompt, wanSizes, wanTerms } from "../parts/wan.ts";
import graph from "./graph.json" with { type: "json" };

/**
 * The model makes pieces of 20 latent frames and hears four frames of sound for each: 80 frames, five seconds at
 * 16 a second. The VAE gives one frame for the first latent frame and four for each other, so the first is put in
 * front once more and its single frame cut off again: then picture and sound stay together.
 */
const lengths = [5, 10, 15] as const;
const samplers = ["31", "41", "51"];
const at = (nodes: readonly string[], input: string): Slot[] => nodes.map((node) => ({ node, input }));

const parameters = z
	.strictObject({
		character_image: assetId.meta({
			description: "The character who speaks or sings, the face well visible.",
		}),
		speech: assetId.meta({
			description: "What is said or sung, as a sound file. What is longer than seconds is cut off.",
		}),
		...wanPrompt,
		seconds: z.literal(lengths).default(5).meta({
			description: "Length of the film in seconds: one, two or three pieces of 5.",
		}),
		...canvas("9:16", wanSizes, { min: 256, max: 1280, step: 16 }, "film"),
		speed: speed(
			"fast",
			"fast: 4 steps with a LoRA made for that. full: 20 steps at cfg 6 without it, many times as long.",
		),
		steps: z.int().min(1).max(50).optional().meta({
			description: "Sampling steps of each piece. 4 with fast, 20 with full.",
		}),
		cfg: z.number().min(1).max(10).optional().meta({
			description: "How closely it follows the prompts and the sound. 1 with fast, 6 with full.",
		}),
		seed: filmSeed,
		shift: shift(8),
		sampler: sampler("uni_pc"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** A character says what is heard. */
export const wan22SoundToVideo = defineWorkflow({
	id: "wan-2-2-sound-to-video",
	version: 1,
	title: "Talking head (Wan 2.2 S2V)",
	purpose:
		"A picture of a character and a sound file become a film in which the character speaks or sings it. On your own GPU.",
	category: "video",
	family: "wan",
	parameters,
	graph,
	slots: {
		prompt: [{ node: "5", input: "text" }],
		negative_prompt: [{ node: "6", input: "text" }],
		seconds: [{ node: "21", input: "duration" }],
		width: [{ node: "30", input: "width" }],
		height: [{ node: "30", input: "height" }],
		seed: at(samplers, "seed"),
		steps: at(samplers, "steps"),
		cfg: at(samplers, "cfg"),
		sampler: at(samplers, "sampler_name"),
		scheduler: at(samplers, "scheduler"),
		shift: [{ node: "8", input: "shift" }],
	},
	assets: {
		character_image: { node: "10", input: "image", kind: "image" },
		speech: { node: "20", input: "audio", kind: "audio" },
	},
	parts: [
		{
			name: "four_steps",
			when: { parameter: "speed", is_not: "fast" },
			remove: ["7"],
			rewire: [{ node: "8", input: "model", to: ["1", 0] }],
		},
		{
			name: "second_piece",
			when: { parameter: "seconds", is: 5 },
			remove: ["40", "41", "42"],
			rewire: [
				{ node: "50", input: "video_latent", to: ["31", 0] },
				{ node: "52", input: "samples1", to: ["31", 0] },
			],
		},
		{
			name: "third_piece",
			when: { parameter: "seconds", is_not: 15 },
			remove: ["50", "51", "52"],
			rewire: [
				{ node: "60", input: "samples", to: ["42", 0] },
				{ node: "61", input: "samples2", to: ["42", 0] },
			],
		},
	],
	presets: [
		{ parameter: "aspect_ratio", choices: wanSizes },
		{ parameter: "speed", choices: { fast: { steps: 4, cfg: 1 }, full: { steps: 20, cfg: 6 } } },
	],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "video", node: "65", kind: "video" }],
	models: [...wanSoundFiles, { ...lightx2vTextHigh, part: "four_steps" }],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 120,
	seconds: inProportion(120, 5),
	timeout_seconds: 5400,
	licence: wanTerms,
	example: {
		character_image: "ast_0123456789abcdefghijklmnop",
		speech: "ast_0123456789abcdefghijklmnop",
		prompt:
			"A young woman looks into the camera and speaks calmly, small gestures with her hands, plain room",
		seed: 7,
	},
	docs: {
		notes: [
			"The local way to talking heads; kling-avatar is the partner's.",
			inputCounts,
			"A voice alone, without music and echo, gives the best lips. The audio encoder was trained on English; other languages work less well.",
			"The LoRA of the speed fast was made for the text-to-video model and only partly fits this one: where the film is not good enough, take full.",
			"Where the speech is shorter than the film, the character goes on in silence.",
			"The time is for one piece at the speed fast; each further one takes as long again.",
		],
		acceptance: [
			"5, 10 or 15 seconds at 16 frames a second, with the sound: 80 frames for each five seconds.",
			"9:16 by default (480x832); 16:9, 1:1 and 4:5 by name.",
			"Four steps at cfg 1 by default; full is twenty steps at cfg 6 without the LoRA.",
			acceptLips,
			acceptMotion,
			acceptInput,
		],
	},
});
