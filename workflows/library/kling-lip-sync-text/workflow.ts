import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText } from "../../definition/parameters.ts";
import { acceptInput, acceptLips, inputCounts } from "../parts/film-notes.ts";
import { badgeOf, partnerNote, partnerTerms, unseeded } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };
import { voices } from "./voices.ts";

const parameters = z.strictObject({
	face_video: assetId.meta({
		description:
			"A film with one face well visible: 2 to 10 seconds, 720 to 1920 pixels a side, 100 MB at most.",
	}),
	text: promptText(120).meta({ description: "What the lips shall say. 120 characters at most." }),
	voice: z.enum(voices).default("Melody").meta({
		description: "Whose voice says it. Latin names speak English, Chinese names Chinese.",
	}),
	voice_speed: z.number().min(0.8).max(2).multipleOf(0.1).default(1).meta({
		description: "How fast it is said; 1 is as usual.",
	}),
});

/** The lips of a film say a sentence, at Kling. */
export const klingLipSyncText = defineWorkflow({
	id: "kling-lip-sync-text",
	version: 1,
	title: "Lip sync to a text (Kling)",
	purpose: "A voice says a sentence and the lips in a film of a few seconds go with it. Kling makes it.",
	category: "video",
	family: "partner",
	parameters,
	graph,
	slots: {
		text: [{ node: "2", input: "text" }],
		voice: [{ node: "2", input: "voice" }],
		voice_speed: [{ node: "2", input: "voice_speed" }],
	},
	assets: { face_video: { node: "1", input: "file", kind: "video" } },
	parts: [],
	outputs: [{ name: "video", node: "3", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 0,
	typical_seconds: 455,
	timeout_seconds: 2700,
	partner: { price: () => 100_000, source: badgeOf("KlingLipSyncTextToVideoNode") },
	licence: partnerTerms("Kling"),
	example: {
		face_video: "ast_0123456789abcdefghijklmnop",
		text: "Hello! Today I show you my favourite place at the harbour.",
		voice: "Sunny",
	},
	docs: {
		notes: [
			"The voice decides the language. For a voice of your own take kling-lip-sync-audio.",
			"Only the mouth changes. Films smaller than 720 pixels a side are refused.",
			inputCounts,
			partnerNote,
			"The price is what the node shows, as approximate. The time is the node's own figure for an average.",
			unseeded,
		],
		acceptance: [
			"The text of up to 120 characters is said by the voice that was chosen.",
			acceptLips,
			acceptInput,
		],
	},
});
