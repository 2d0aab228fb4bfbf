import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId } from "../../definition/parameters.ts";
import { acceptInput, acceptLips, inputCounts } from "../parts/film-notes.ts";
import { badgeOf, partnerNote, partnerTerms, unseeded } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z.strictObject({
	face_video: assetId.meta({
		description:
			"A film with one face well visible: 2 to 10 seconds, 720 to 1920 pixels a side, 100 MB at most.",
	}),
	speech: assetId.meta({
		description: "What the lips shall say, as a sound file with a clear voice, 5 MB at most.",
	}),
	language: z
		.enum(["en", "zh"])
		.default("en")
		.meta({ description: "Language of the speech: English or Chinese." }),
});

/** The lips of a film say what is heard, at Kling. */
export const klingLipSyncAudio = defineWorkflow({
	id: "kling-lip-sync-audio",
	version: 1,
	title: "Lip sync to a sound file (Kling)",
	purpose: "The lips in a film of a few seconds are made to say what a sound file says. Kling makes it.",
	category: "video",
	family: "partner",
	aliases: [
		{
			name: "clink-lip-sync",
			note: "Clink is Kling. From a text instead of a sound file: kling-lip-sync-text.",
		},
	],
	parameters,
	graph,
	slots: { language: [{ node: "3", input: "voice_language" }] },
	assets: {
		face_video: { node: "1", input: "file", kind: "video" },
		speech: { node: "2", input: "audio", kind: "audio" },
	},
	parts: [],
	outputs: [{ name: "video", node: "4", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 0,
	typical_seconds: 455,
	timeout_seconds: 2700,
	partner: { price: () => 100_000, source: badgeOf("KlingLipSyncAudioToVideoNode") },
	licence: partnerTerms("Kling"),
	example: {
		face_video: "ast_0123456789abcdefghijklmnop",
		speech: "ast_0123456789abcdefghijklmnop",
	},
	docs: {
		notes: [
			"Only the mouth changes. Make the film first, for example with kling-image-to-video, in 720p or more: smaller films are refused.",
			inputCounts,
			partnerNote,
			"The price is what the node shows, as approximate. The time is the node's own figure for an average.",
			unseeded,
		],
		acceptance: ["Speech in English or Chinese.", acceptLips, acceptInput],
	},
});
