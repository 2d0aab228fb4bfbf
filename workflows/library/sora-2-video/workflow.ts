import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText, together } from "../../definition/parameters.ts";
import { numberAt, textAt } from "../../definition/values.ts";
import { acceptInput, acceptMotion, inputCounts, startImage } from "../parts/film-notes.ts";
import { badgeOf, MAX_SEED31, nodeSeed, partnerNote, partnerSeed, partnerTerms } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

const sizes = {
	"16:9": { width: 1280, height: 720 },
	"9:16": { width: 720, height: 1280 },
} as const;
/** What the node takes; the two larger ones only with sora-2-pro. */
const small: readonly string[] = ["1280x720", "720x1280"];
const large: readonly string[] = ["1792x1024", "1024x1792"];

const side = z.literal([720, 1024, 1280, 1792]);

const parameters = z
	.strictObject({
		prompt: promptText(4000).meta({ description: "What happens and what is heard, in plain sentences." }),
		start_image: assetId.optional().meta({
			description: `${startImage} Without it the film is made from words alone.`,
		}),
		model: z
			.enum(["sora-2", "sora-2-pro"])
			.default("sora-2")
			.meta({ description: "Sora 2, or better and dearer." }),
		seconds: z.literal([4, 8, 12]).default(8).meta({ description: "Length of the film in seconds." }),
		aspect_ratio: z
			.enum(["16:9", "9:16"])
			.default("16:9")
			.meta({ description: "Shape of the film; brings width and height along." }),
		width: side.optional().meta({ description: "Width in pixels. 1280 at 16:9. Send it with height." }),
		height: side.optional().meta({ description: "Height in pixels. 720 at 16:9. Send it with width." }),
		seed: partnerSeed,
	})
	.superRefine((sent, ctx) => {
		together(sent, ctx, "width", "height");
		if (sent.width === undefined || sent.height === undefined) return;
		const allowed = sent.model === "sora-2-pro" ? [...small, ...large] : small;
		if (!allowed.includes(`${sent.width}x${sent.height}`))
			ctx.addIssue({
				code: "custom",
				path: ["width"],
				message: `must make one of ${allowed.join(", ")} with height, the sizes of ${sent.model}`,
			});
	});

/** A film with sound, at OpenAI. */
export const sora2Video = defineWorkflow({
	id: "sora-2-video",
	version: 1,
	title: "Film from words or a picture (Sora 2)",
	purpose: "A film of 4, 8 or 12 seconds with sound, from words or a picture. OpenAI makes it.",
	category: "video",
	family: "partner",
	aliases: [{ name: "sora", note: "the model; Sora 2 is what there is of it." }],
	parameters,
	graph,
	slots: {
		prompt: [{ node: "2", input: "prompt" }],
		model: [{ node: "2", input: "model" }],
		seconds: [{ node: "2", input: "duration" }],
		width: [{ node: "4", input: "width" }],
		height: [{ node: "4", input: "height" }],
	},
	assets: { start_image: { node: "1", input: "image", kind: "image" } },
	computed: [
		{
			name: "size",
			from: ["width", "height"],
			slots: [{ node: "2", input: "size" }],
			compute: (values) => `${numberAt(values, "width")}x${numberAt(values, "height")}`,
			what: "width and height as the node wants them.",
		},
		nodeSeed(MAX_SEED31, [{ node: "2", input: "seed" }]),
	],
	parts: [
		{
			name: "start_image",
			when: { absent: "start_image" },
			remove: ["1", "4"],
			rewire: [{ node: "2", input: "image", to: null }],
		},
	],
	presets: [{ parameter: "aspect_ratio", choices: sizes }],
	seed: "seed",
	outputs: [{ name: "video", node: "3", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.3.64",
	vram_gb: 0,
	typical_seconds: 90,
	timeout_seconds: 4200,
	partner: {
		price: (values) => {
			const pro = textAt(values, "model") === "sora-2-pro";
			const size = `${numberAt(values, "width")}x${numberAt(values, "height")}`;
			const rate = pro ? (large.includes(size) ? 500_000 : 300_000) : 100_000;
			return rate * numberAt(values, "seconds");
		},
		source: badgeOf("OpenAIVideoSora2"),
	},
	licence: partnerTerms("OpenAI"),
	example: {
		prompt:
			"A young woman with long brown hair walks along a harbour at sunset, turns to the camera and smiles, gulls and waves in the background",
		aspect_ratio: "9:16",
		seconds: 4,
		seed: 7,
	},
	docs: {
		notes: [
			"The node of ComfyUI 0.33 says that OpenAI ends the Sora 2 API in September 2026 and that the node goes then. After that tasks fail; take kling-3-video or veo-3-1-video.",
			"A start image is scaled and cropped from its middle to the size of the film, because OpenAI wants it in that very size.",
			"4:5 and 1:1 are not offered.",
			inputCounts,
			partnerNote,
			"The time is the node's own figure for 8 seconds of sora-2; sora-2-pro takes twice as long.",
		],
		acceptance: [
			"8 seconds in 1280x720 by default; 9:16 by name; 1792x1024 and 1024x1792 with sora-2-pro.",
			"With a start image the film begins with it; without one the graph has no node that would load a picture.",
			acceptMotion,
			acceptInput,
		],
	},
});
