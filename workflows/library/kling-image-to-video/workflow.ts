import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { amount, assetId, promptText, textOrNothing } from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";
import { acceptInput, acceptMotion, inputCounts, startImage } from "../parts/film-notes.ts";
import { badgeOf, partnerNote, partnerTerms, unseeded } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

/** The node refuses longer ones. */
const MAX_TEXT = 500;

const parameters = z.strictObject({
	start_image: assetId.meta({
		description: `${startImage} At least 300 pixels a side, from 1:2.5 to 2.5:1.`,
	}),
	prompt: promptText(MAX_TEXT).meta({
		description: "What happens, in plain sentences. 500 characters at most.",
	}),
	negative_prompt: textOrNothing(MAX_TEXT)
		.default("")
		.meta({ description: "What is not wanted. 500 characters at most." }),
	seconds: z.literal([5, 10]).default(5).meta({ description: "Length of the film in seconds." }),
	cfg_scale: amount({ standard: 0.8, min: 0, max: 1 }).meta({
		description: "How closely it follows the prompt, 0 to 1.",
	}),
});

/** A film that begins with a picture, at Kling. */
export const klingImageToVideo = defineWorkflow({
	id: "kling-image-to-video",
	version: 1,
	title: "Film from a picture (Kling 2.5 Turbo)",
	purpose: "A picture begins to move as described: 5 or 10 seconds without sound. Kling makes it.",
	category: "video",
	family: "partner",
	parameters,
	graph,
	slots: {
		prompt: [{ node: "2", input: "prompt" }],
		negative_prompt: [{ node: "2", input: "negative_prompt" }],
		cfg_scale: [{ node: "2", input: "cfg_scale" }],
	},
	assets: { start_image: { node: "1", input: "image", kind: "image" } },
	computed: [
		{
			name: "duration",
			from: ["seconds"],
			slots: [{ node: "2", input: "duration" }],
			compute: (values) => String(numberAt(values, "seconds")),
			what: "the seconds as text, as the node wants them.",
		},
	],
	parts: [],
	outputs: [{ name: "video", node: "3", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 0,
	typical_seconds: 165,
	timeout_seconds: 2700,
	partner: {
		price: (values) => (numberAt(values, "seconds") === 10 ? 700_000 : 350_000),
		source: badgeOf("KlingImage2VideoNode"),
	},
	licence: partnerTerms("Kling"),
	example: {
		start_image: "ast_0123456789abcdefghijklmnop",
		prompt:
			"She turns her head to the camera and smiles, her hair moves in the wind, the camera stands still",
	},
	docs: {
		notes: [
			"Model kling-v2-5-turbo in mode pro: the only ones the node of ComfyUI 0.33 offers.",
			"The film has the shape of the picture. The node asks for an aspect ratio and does not pass it on, so there is no such parameter: crop the picture to 9:16, 4:5 or 1:1 for the platform.",
			inputCounts,
			partnerNote,
			unseeded,
			"The time is the node's own figure for an average.",
		],
		acceptance: ["5 seconds by default, or 10.", acceptMotion, acceptInput],
	},
});
