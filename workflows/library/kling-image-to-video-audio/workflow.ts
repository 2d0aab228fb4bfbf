import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText } from "../../definition/parameters.ts";
import { flagAt, numberAt } from "../../definition/values.ts";
import { acceptInput, acceptMotion, inputCounts, startImage } from "../parts/film-notes.ts";
import { badgeOf, partnerNote, partnerTerms, unseeded } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z.strictObject({
	start_image: assetId.meta({
		description: `${startImage} At least 300 pixels a side, from 1:2.5 to 2.5:1.`,
	}),
	prompt: promptText(2500).meta({
		description: "What happens and what is heard, in plain sentences. Speech in quotation marks.",
	}),
	seconds: z.literal([5, 10]).default(5).meta({ description: "Length of the film in seconds." }),
	generate_audio: z.boolean().default(true).meta({
		description: "Voices, music and noises too. Doubles the price.",
	}),
});

/** A film with sound that begins with a picture, at Kling. */
export const klingImageToVideoAudio = defineWorkflow({
	id: "kling-image-to-video-audio",
	version: 1,
	title: "Film with sound from a picture (Kling 2.6)",
	purpose: "A picture begins to move and to sound as described: 5 or 10 seconds. Kling makes it.",
	category: "video",
	family: "partner",
	parameters,
	graph,
	slots: {
		prompt: [{ node: "2", input: "prompt" }],
		seconds: [{ node: "2", input: "duration" }],
		generate_audio: [{ node: "2", input: "generate_audio" }],
	},
	assets: { start_image: { node: "1", input: "image", kind: "image" } },
	parts: [],
	outputs: [{ name: "video", node: "3", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.33.0",
	vram_gb: 0,
	typical_seconds: 240,
	timeout_seconds: 2700,
	partner: {
		price: (values) => 70_000 * numberAt(values, "seconds") * (flagAt(values, "generate_audio") ? 2 : 1),
		source: badgeOf("KlingImageToVideoWithAudio"),
	},
	licence: partnerTerms("Kling"),
	example: {
		start_image: "ast_0123456789abcdefghijklmnop",
		prompt:
			'She turns to the camera, smiles and says: "Good morning from the harbour." Gulls and waves in the background',
	},
	docs: {
		notes: [
			"Model kling-v2-6 in mode pro. The film has the shape of the picture: crop it to 9:16, 4:5 or 1:1 for the platform.",
			inputCounts,
			partnerNote,
			unseeded,
		],
		acceptance: [
			"5 seconds by default, or 10; with sound unless it is turned off.",
			acceptMotion,
			acceptInput,
		],
	},
});
