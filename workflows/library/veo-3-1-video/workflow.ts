import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText, textOrNothing } from "../../definition/parameters.ts";
import { flagAt, numberAt, textAt } from "../../definition/values.ts";
import { acceptInput, acceptMotion, inputCounts, startImage } from "../parts/film-notes.ts";
import { badgeOf, MAX_SEED32, nodeSeed, partnerNote, partnerSeed, partnerTerms } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

/** Micro-USD for a second, by model and resolution, without and with sound. */
const rates: Readonly<Record<string, Readonly<Record<string, { silent: number; sound: number }>>>> = {
	"veo-3.1-generate": {
		"720p": { silent: 200_000, sound: 400_000 },
		"1080p": { silent: 200_000, sound: 400_000 },
		"4k": { silent: 400_000, sound: 600_000 },
	},
	"veo-3.1-fast-generate": {
		"720p": { silent: 80_000, sound: 100_000 },
		"1080p": { silent: 100_000, sound: 120_000 },
		"4k": { silent: 250_000, sound: 300_000 },
	},
	"veo-3.1-lite": {
		"720p": { silent: 30_000, sound: 50_000 },
		"1080p": { silent: 50_000, sound: 80_000 },
	},
};

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({
			description: "What happens and what is heard, in plain sentences. Speech in quotation marks.",
		}),
		negative_prompt: textOrNothing(2000).default("").meta({ description: "What is not wanted." }),
		start_image: assetId.optional().meta({
			description: `${startImage} Without it the film is made from words alone.`,
		}),
		model: z
			.enum(["veo-3.1-fast-generate", "veo-3.1-generate", "veo-3.1-lite"])
			.default("veo-3.1-fast-generate")
			.meta({
				description: "Veo 3.1 fast, the full one (up to four times the price), or lite (the cheapest).",
			}),
		resolution: z.enum(["720p", "1080p", "4k"]).default("720p").meta({
			description: "Lines of the film. 4k not with veo-3.1-lite.",
		}),
		aspect_ratio: z.enum(["16:9", "9:16"]).default("16:9").meta({ description: "Shape of the film." }),
		seconds: z.literal([4, 6, 8]).default(8).meta({ description: "Length of the film in seconds." }),
		generate_audio: z
			.boolean()
			.default(true)
			.meta({ description: "Voices, music and noises too. Costs more." }),
		allow_people: z.boolean().default(true).meta({ description: "Whether people may be in the film." }),
		seed: partnerSeed,
	})
	.superRefine((sent, ctx) => {
		if (sent.model === "veo-3.1-lite" && sent.resolution === "4k")
			ctx.addIssue({
				code: "custom",
				path: ["resolution"],
				message: "must be 720p or 1080p with the model veo-3.1-lite",
			});
	});

/** A film with sound, at Google. */
export const veo31Video = defineWorkflow({
	id: "veo-3-1-video",
	version: 1,
	title: "Film from words or a picture (Veo 3.1)",
	purpose: "A film of 4, 6 or 8 seconds with sound, from words or a picture. Google makes it.",
	category: "video",
	family: "partner",
	aliases: [{ name: "vo-3-1", note: "VO 3.1 is Veo 3.1." }],
	parameters,
	graph,
	slots: {
		prompt: [{ node: "2", input: "prompt" }],
		negative_prompt: [{ node: "2", input: "negative_prompt" }],
		model: [{ node: "2", input: "model" }],
		resolution: [{ node: "2", input: "resolution" }],
		aspect_ratio: [{ node: "2", input: "aspect_ratio" }],
		seconds: [{ node: "2", input: "duration_seconds" }],
		generate_audio: [{ node: "2", input: "generate_audio" }],
	},
	assets: { start_image: { node: "1", input: "image", kind: "image" } },
	computed: [
		{
			name: "person_generation",
			from: ["allow_people"],
			slots: [{ node: "2", input: "person_generation" }],
			compute: (values) => (flagAt(values, "allow_people") ? "ALLOW" : "BLOCK"),
			what: "ALLOW or BLOCK, as the node says it.",
		},
		nodeSeed(MAX_SEED32, [{ node: "2", input: "seed" }]),
	],
	parts: [
		{
			name: "start_image",
			when: { absent: "start_image" },
			remove: ["1"],
			rewire: [{ node: "2", input: "image", to: null }],
		},
	],
	seed: "seed",
	outputs: [{ name: "video", node: "3", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.33.0",
	vram_gb: 0,
	typical_seconds: 90,
	timeout_seconds: 4600,
	partner: {
		price: (values) => {
			const rate = rates[textAt(values, "model")]?.[textAt(values, "resolution")];
			const perSecond = flagAt(values, "generate_audio") ? rate?.sound : rate?.silent;
			return (perSecond ?? Number.NaN) * numberAt(values, "seconds");
		},
		source: badgeOf("Veo3VideoGenerationNode"),
	},
	licence: partnerTerms("Google"),
	example: {
		prompt:
			'A young woman with long brown hair stands at a harbour at sunset, turns to the camera and says: "Good morning." Gulls and waves in the background',
		aspect_ratio: "9:16",
		seconds: 4,
		seed: 7,
	},
	docs: {
		notes: [
			"“VO 3.1” is Veo 3.1. The node of ComfyUI 0.3.64 knows only Veo 3.0 and 8 seconds, so a newer ComfyUI is needed.",
			"4:5 and 1:1 are not offered. A start image should have the shape of the film.",
			"Google refuses some prompts and pictures, above all of people; the task then fails with the reason Google gives.",
			inputCounts,
			partnerNote,
			"The node's switch for enhancing prompts is said there to be without effect, so there is no such parameter.",
		],
		acceptance: [
			"8 seconds in 720p with sound by default, by Veo 3.1 fast; the full model and lite by name.",
			"16:9 or 9:16; 4k with all but lite.",
			"With a start image the film begins with it; without one the graph has no node that would load a picture.",
			acceptMotion,
			acceptInput,
		],
	},
});
