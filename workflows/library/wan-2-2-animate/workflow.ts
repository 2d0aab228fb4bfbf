import * as z from "zod";
import { defineWorkflow, type Slot } from "../../definition/define.ts";
import { amount, assetId, sampler, scheduler, steps, together } from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";
import { wanAnimateFiles } from "../files/films.ts";
import { controlnetAux, dwPoseFiles } from "../files/poses.ts";
import { canvas } from "../parts/canvas.ts";
import { acceptGestures, acceptInput, acceptMotion, filmSeed, inputCounts } from "../parts/film-notes.ts";
import { inProportion } from "../parts/frames.ts";
import { negativeAboveOne, shift } from "../parts/sampling.ts";
import { wanFps, wanPrompt, wanSizes, wanTerms } from "../parts/wan.ts";
import graph from "./graph.json" with { type: "json" };

/**
 * The model makes pieces of 77 frames. Each but the first takes the last five frames of the one before to go on
 * from, so every piece gives 72 new frames: 4.5 seconds.
 */
const lengths = [4.5, 9, 13.5] as const;
const pieces = ["30", "40", "50"];
const samplers = ["31", "41", "51"];
const at = (nodes: readonly string[], input: string): Slot[] => nodes.map((node) => ({ node, input }));

const parameters = z
	.strictObject({
		character_image: assetId.meta({
			description: "The character who is to move. Whole body where the motion is.",
		}),
		motion_video: assetId.meta({
			description: "A film of somebody who moves as the character shall, at least as long as seconds.",
		}),
		face_video: assetId.optional().meta({
			description:
				"The same motion as a close-up of the face only, for livelier expressions. Without it the face is read from the motion film.",
		}),
		...wanPrompt,
		seconds: z.literal(lengths).default(4.5).meta({
			description: "Length of the film in seconds: one, two or three pieces of 4.5.",
		}),
		...canvas("9:16", wanSizes, { min: 256, max: 1280, step: 16 }, "film"),
		keep_sound: z.boolean().default(false).meta({
			description: "Take the sound of the motion film over. Only where it has any: a silent one may fail.",
		}),
		seed: filmSeed,
		steps: steps(6, 30),
		cfg: amount({ standard: 1, min: 1, max: 10 }).meta({
			description:
				"How closely it follows the prompts. Above 1 the negative prompt counts and it takes twice as long.",
		}),
		shift: shift(8),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** A character dances, or does whatever a film shows. */
export const wan22Animate = defineWorkflow({
	id: "wan-2-2-animate",
	version: 1,
	title: "Dance and motion by example (Wan 2.2 Animate)",
	purpose: "A character moves as somebody in another film does: dances, gestures, faces. On your own GPU.",
	category: "video",
	family: "wan",
	parameters,
	graph,
	slots: {
		prompt: [{ node: "5", input: "text" }],
		negative_prompt: [{ node: "6", input: "text" }],
		width: at(["21", ...pieces], "width"),
		height: at(["21", ...pieces], "height"),
		seed: at(samplers, "seed"),
		steps: at(samplers, "steps"),
		cfg: at(samplers, "cfg"),
		sampler: at(samplers, "sampler_name"),
		scheduler: at(samplers, "scheduler"),
		shift: [{ node: "8", input: "shift" }],
	},
	assets: {
		character_image: { node: "10", input: "image", kind: "image" },
		motion_video: { node: "20", input: "video", kind: "video" },
		face_video: { node: "24", input: "video", kind: "video" },
	},
	computed: [
		{
			name: "frames_read",
			from: ["seconds"],
			slots: at(["20", "24"], "frame_load_cap"),
			compute: (values) => numberAt(values, "seconds") * wanFps + 5,
			what: "as many frames of the motion film as the pieces look at.",
		},
		{
			name: "frames",
			from: ["seconds"],
			slots: [{ node: "60", input: "length" }],
			compute: (values) => numberAt(values, "seconds") * wanFps,
			what: `seconds at ${wanFps} frames a second.`,
		},
	],
	parts: [
		{
			name: "second_piece",
			when: { parameter: "seconds", is: 4.5 },
			remove: ["40", "41", "42", "43", "44", "45"],
			rewire: [{ node: "55", input: "image1", to: ["33", 0] }],
		},
		{
			name: "third_piece",
			when: { parameter: "seconds", is_not: 13.5 },
			remove: ["50", "51", "52", "53", "54", "55"],
			rewire: [{ node: "60", input: "image", to: ["45", 0] }],
		},
		{ name: "face_video", when: { absent: "face_video" }, remove: ["24"], rewire: [] },
		{
			name: "face_of_the_motion_film",
			when: { present: "face_video" },
			remove: ["23"],
			rewire: at(pieces, "face_video").map((slot) => ({ ...slot, to: ["24", 0] as const })),
		},
		{
			name: "sound",
			when: { parameter: "keep_sound", is: false },
			remove: [],
			rewire: [{ node: "61", input: "audio", to: null }],
		},
	],
	presets: [{ parameter: "aspect_ratio", choices: wanSizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	outputs: [{ name: "video", node: "62", kind: "video" }],
	models: [...wanAnimateFiles, ...dwPoseFiles],
	custom_nodes: [
		controlnetAux,
		{
			name: "ComfyUI-VideoHelperSuite",
			source: "https://github.com/Kosinkadink/ComfyUI-VideoHelperSuite",
			licence: "GPL-3.0",
		},
	],
	comfyui: "0.3.64",
	vram_gb: 24,
	typical_seconds: 180,
	seconds: inProportion(180, 4.5),
	timeout_seconds: 3600,
	licence: wanTerms,
	example: {
		character_image: "ast_0123456789abcdefghijklmnop",
		motion_video: "ast_0123456789abcdefghijklmnop",
		prompt: "A young woman with long brown hair dances in a bright studio",
		seed: 7,
	},
	docs: {
		notes: [
			"The local way to dancing films; kling-motion-control is the partner's. The character's picture also gives the room: only the motion comes from the film.",
			inputCounts,
			"Body, hands and face are read from the motion film at 16 frames a second and scaled to the size of the film from the middle. Choose the aspect_ratio of the motion film, and a character picture of a similar framing.",
			"Where the motion film is shorter than asked for, the last pose is held to the end.",
			"The time is for one piece; each further one takes as long again.",
			"Six steps at cfg 1 with the LightX2V LoRA. The weights fill 18 GB: on a card of 24 GB ComfyUI moves parts in and out.",
			"comfyui_controlnet_aux loads its two detectors by itself at first use; a worker without a network needs them beforehand.",
			"Replacing a person within a film (the model's other mode) needs masks and is not offered.",
		],
		acceptance: [
			"4.5, 9 or 13.5 seconds at 16 frames a second: one, two or three pieces, each going on from the last five frames of the one before.",
			"9:16 by default (480x832); 16:9, 1:1 and 4:5 by name.",
			"With a face film the expressions come from it, without one from the motion film.",
			acceptGestures,
			acceptMotion,
			acceptInput,
		],
	},
});
