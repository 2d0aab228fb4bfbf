import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText } from "../../definition/parameters.ts";
import { numberAt, textAt } from "../../definition/values.ts";
import { acceptGestures, acceptInput, acceptMotion, inputCounts } from "../parts/film-notes.ts";
import { badgeOf, partnerNote, partnerTerms, unseeded } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

/** Micro-USD for a second of film, by model and mode. */
const rates: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	"kling-v3": { std: 126_000, pro: 168_000 },
	"kling-v2-6": { std: 70_000, pro: 112_000 },
};

/** The longest motion film where the character keeps the orientation of the picture, in seconds. */
const MAX_BY_IMAGE = 10;

const parameters = z
	.strictObject({
		character_image: assetId.meta({
			description:
				"The character who is to move. At least 340 pixels a side, from 1:2.5 to 2.5:1; whole body for a dance.",
		}),
		motion_video: assetId.meta({
			description:
				"A film of somebody who moves as the character shall: 3 seconds or more, 340 to 3850 pixels a side.",
		}),
		prompt: promptText(2500).optional().meta({
			description: "What the film does not say: clothes, place, light. May be left out.",
		}),
		model: z
			.enum(["kling-v2-6", "kling-v3"])
			.default("kling-v2-6")
			.meta({ description: "Kling 2.6 or Kling 3." }),
		mode: z.enum(["std", "pro"]).default("std").meta({ description: "Standard, or better and dearer." }),
		character_orientation: z.enum(["video", "image"]).default("video").meta({
			description:
				"video: the character faces where the person of the motion film does. image: as in the picture; then 10 seconds at most.",
		}),
		max_seconds: z.int().min(3).max(30).default(10).meta({
			description: "What of the motion film is longer is cut off, so that this is the most that is paid for.",
		}),
		keep_sound: z.boolean().default(true).meta({ description: "Take the sound of the motion film over." }),
	})
	.superRefine((sent, ctx) => {
		if (sent.character_orientation === "image" && sent.max_seconds > MAX_BY_IMAGE)
			ctx.addIssue({
				code: "custom",
				path: ["max_seconds"],
				message: `must be at most ${MAX_BY_IMAGE} where character_orientation is image`,
			});
	});

/** A character dances, or does whatever a film shows, at Kling. */
export const klingMotionControl = defineWorkflow({
	id: "kling-motion-control",
	version: 1,
	title: "Dance and motion by example (Kling)",
	purpose: "A character moves as somebody in another film does: dances, gestures, faces. Kling makes it.",
	category: "video",
	family: "partner",
	aliases: [
		{ name: "clink", note: "Clink is Kling; of its workflows this is the one for dances and motion." },

		{ name: "clink-motion-control", note: "Clink is Kling." },
		{ name: "clink-2-6", note: "Clink 2.6 is Kling 2.6, the default model of this workflow." },
	],
	parameters,
	graph,
	slots: {
		prompt: [{ node: "4", input: "prompt" }],
		model: [{ node: "4", input: "model" }],
		mode: [{ node: "4", input: "mode" }],
		character_orientation: [{ node: "4", input: "character_orientation" }],
		max_seconds: [{ node: "3", input: "duration" }],
		keep_sound: [{ node: "4", input: "keep_original_sound" }],
	},
	assets: {
		character_image: { node: "1", input: "image", kind: "image" },
		motion_video: { node: "2", input: "file", kind: "video" },
	},
	parts: [],
	outputs: [{ name: "video", node: "5", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.33.0",
	vram_gb: 0,
	typical_seconds: 400,
	timeout_seconds: 2700,
	partner: {
		price: (values) =>
			(rates[textAt(values, "model")]?.[textAt(values, "mode")] ?? Number.NaN) *
			numberAt(values, "max_seconds"),
		source: badgeOf("KlingMotionControl"),
	},
	licence: partnerTerms("Kling"),
	example: {
		character_image: "ast_0123456789abcdefghijklmnop",
		motion_video: "ast_0123456789abcdefghijklmnop",
		prompt: "A young woman with long brown hair dances in a bright studio",
		max_seconds: 5,
	},
	docs: {
		notes: [
			"“Clink 2.6” is Kling 2.6. The film has the shape of the motion film, or of the picture where that gives the orientation, so there is no aspect_ratio.",
			inputCounts,
			partnerNote,
			"The price is by the second of the motion film. max_seconds is what the estimate reckons with; a shorter motion film costs less.",
			unseeded,
			"wan-2-2-animate does the like on your own GPU.",
		],
		acceptance: [
			"Kling 2.6 in standard mode by default; Kling 3 and pro by name.",
			"No more of the motion film is sent, and paid for, than max_seconds.",
			acceptGestures,
			acceptMotion,
			acceptInput,
		],
	},
});
