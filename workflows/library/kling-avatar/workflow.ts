import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText } from "../../definition/parameters.ts";
import { numberAt, textAt } from "../../definition/values.ts";
import { acceptInput, acceptLips, acceptMotion, inputCounts } from "../parts/film-notes.ts";
import { badgeOf, MAX_SEED31, nodeSeed, partnerNote, partnerSeed, partnerTerms } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

/** Micro-USD for a second of speech, by mode. */
const rates: Readonly<Record<string, number>> = { std: 56_000, pro: 112_000 };

const parameters = z.strictObject({
	character_image: assetId.meta({
		description:
			"The character who speaks. At least 300 pixels a side, from 1:2.5 to 2.5:1, the face well visible.",
	}),
	speech: assetId.meta({ description: "What is said or sung, as a sound file of 2 seconds or more." }),
	prompt: promptText(2500).optional().meta({
		description: "What the character does meanwhile: actions, mood, movement of the camera. May be left out.",
	}),
	mode: z.enum(["std", "pro"]).default("std").meta({ description: "Standard, or better and dearer." }),
	max_seconds: z.int().min(2).max(300).default(30).meta({
		description: "What of the speech is longer is cut off, so that this is the most that is paid for.",
	}),
	seed: partnerSeed,
});

/** A character says what is heard, at Kling. */
export const klingAvatar = defineWorkflow({
	id: "kling-avatar",
	version: 1,
	title: "Talking head (Kling Avatar)",
	purpose:
		"A picture of a character and a sound file become a film in which the character speaks it. Kling makes it.",
	category: "video",
	family: "partner",
	aliases: [
		{
			name: "clink-avatars-2-0",
			note: "Clink Avatars is Kling Avatar. The node offers no choice of a version.",
		},
		{ name: "clink-avatar", note: "Clink is Kling." },
	],
	parameters,
	graph,
	slots: {
		prompt: [{ node: "4", input: "prompt" }],
		mode: [{ node: "4", input: "mode" }],
		max_seconds: [{ node: "3", input: "duration" }],
	},
	assets: {
		character_image: { node: "1", input: "image", kind: "image" },
		speech: { node: "2", input: "audio", kind: "audio" },
	},
	computed: [nodeSeed(MAX_SEED31, [{ node: "4", input: "seed" }])],
	parts: [],
	seed: "seed",
	outputs: [{ name: "video", node: "5", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.33.0",
	vram_gb: 0,
	typical_seconds: 600,
	timeout_seconds: 4300,
	partner: {
		price: (values) => (rates[textAt(values, "mode")] ?? Number.NaN) * numberAt(values, "max_seconds"),
		source: badgeOf("KlingAvatarNode"),
	},
	licence: partnerTerms("Kling"),
	example: {
		character_image: "ast_0123456789abcdefghijklmnop",
		speech: "ast_0123456789abcdefghijklmnop",
		prompt: "She looks into the camera and speaks calmly, with small gestures",
		max_seconds: 15,
		seed: 7,
	},
	docs: {
		notes: [
			"“Clink Avatars 2.0” is Kling Avatar. The film has the shape of the picture, so there is no aspect_ratio: crop the picture to 9:16, 4:5 or 1:1 for the platform.",
			inputCounts,
			partnerNote,
			"The price is by the second of speech. max_seconds is what the estimate reckons with; shorter speech costs less. Five minutes are the partner's limit.",
			"wan-2-2-sound-to-video does the like on your own GPU.",
		],
		acceptance: [
			"Standard mode by default; pro by name.",
			"No more of the speech is sent, and paid for, than max_seconds.",
			acceptLips,
			acceptMotion,
			acceptInput,
		],
	},
});
