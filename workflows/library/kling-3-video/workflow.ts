import * as z from "zod";
import { type ComputedValue, defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText, textOrNothing } from "../../definition/parameters.ts";
import { flagAt, numberAt, textAt, textsAt } from "../../definition/values.ts";
import { acceptInput, acceptMotion, inputCounts, startImage } from "../parts/film-notes.ts";
import { badgeOf, MAX_SEED31, nodeSeed, partnerNote, partnerSeed, partnerTerms } from "../parts/partner.ts";
import graph from "./graph.json" with { type: "json" };

const MAX_SHOTS = 6;
/** What the node takes as the prompt of a shot. */
const MAX_SHOT_TEXT = 512;

/** Micro-USD for a second of Kling 3, by resolution, without and with sound. */
const rates: Readonly<Record<string, { silent: number; sound: number }>> = {
	"4k": { silent: 420_000, sound: 420_000 },
	"1080p": { silent: 112_000, sound: 168_000 },
	"720p": { silent: 84_000, sound: 126_000 },
};
/** Of Kling 3.0 Turbo, which always makes sound. */
const turboRates: Readonly<Record<string, number>> = { "1080p": 140_000, "720p": 112_000 };

type Values = Readonly<Record<string, unknown>>;

/** The seconds of each shot: equal parts, the first ones longer where that does not come out even. */
export function shotSeconds(seconds: number, shots: number): number[] {
	const [part, rest] = [Math.floor(seconds / shots), seconds % shots];
	return Array.from({ length: shots }, (_, i) => part + (i < rest ? 1 : 0));
}

function shotText(values: Values, index: number): string {
	const shot = textsAt(values, "shots")[index];
	return shot === undefined ? textAt(values, "prompt") : `${textAt(values, "prompt")} ${shot}`;
}

const parameters = z
	.strictObject({
		prompt: promptText(2500).meta({
			description:
				"What happens and what is heard. With shots: what holds for all of them, put in front of each.",
		}),
		shots: z.array(promptText(MAX_SHOT_TEXT)).min(1).max(MAX_SHOTS).optional().meta({
			description:
				"What happens in each shot of a film of up to six. They share the seconds. With the prompt each has 512 characters at most.",
		}),
		negative_prompt: textOrNothing(2500)
			.default("")
			.meta({ description: "What is not wanted. Not looked at where shots are sent." }),
		start_image: assetId.optional().meta({
			description: `${startImage} At least 300 pixels a side, from 1:2.5 to 2.5:1. Without it the film is made from words alone.`,
		}),
		seconds: z.int().min(3).max(15).default(5).meta({ description: "Length of the whole film in seconds." }),
		model: z.enum(["kling-v3", "kling-3.0-turbo"]).default("kling-v3").meta({
			description: "Kling 3, or its faster sibling, which always makes sound and has no 4k.",
		}),
		resolution: z.enum(["1080p", "720p", "4k"]).default("1080p").meta({ description: "Lines of the film." }),
		aspect_ratio: z.enum(["16:9", "9:16", "1:1"]).default("16:9").meta({
			description: "Shape of the film. With a start image the film has the shape of that.",
		}),
		generate_audio: z.boolean().default(true).meta({ description: "Voices, music and noises too." }),
		seed: partnerSeed,
	})
	.superRefine((sent, ctx) => {
		const refuse = (path: (string | number)[], message: string) =>
			ctx.addIssue({ code: "custom", path, message });
		if (sent.model === "kling-3.0-turbo" && sent.resolution === "4k")
			refuse(["resolution"], "must be 1080p or 720p with the model kling-3.0-turbo");
		if (sent.shots === undefined) return;
		if (sent.shots.length > sent.seconds)
			refuse(["shots"], `each shot has a second at least, and there are ${sent.seconds} seconds`);
		for (const [i, shot] of sent.shots.entries())
			if (sent.prompt.length + 1 + shot.length > MAX_SHOT_TEXT)
				refuse(["shots", i], `must have at most ${MAX_SHOT_TEXT} characters together with the prompt`);
	});

const shotSlots: ComputedValue[] = Array.from({ length: MAX_SHOTS }, (_, i) => i).flatMap(
	(i): ComputedValue[] => [
		{
			name: `shot_${i + 1}`,
			from: ["prompt", "shots"],
			slots: [{ node: "2", input: `multi_shot.storyboard_${i + 1}_prompt` }],
			compute: (values) => shotText(values, i),
			what: "the prompt and what happens in this shot. ComfyUI does not read it where there is no such shot.",
		},
		{
			name: `shot_${i + 1}_seconds`,
			from: ["seconds", "shots"],
			slots: [{ node: "2", input: `multi_shot.storyboard_${i + 1}_duration` }],
			compute: (values) =>
				shotSeconds(numberAt(values, "seconds"), Math.max(1, textsAt(values, "shots").length))[i] ?? 1,
			what: "its share of the seconds.",
		},
	],
);

/** A film from words or a picture, in one shot or several, at Kling. */
export const kling3Video = defineWorkflow({
	id: "kling-3-video",
	version: 1,
	title: "Film from words or a picture (Kling 3)",
	purpose:
		"A film of 3 to 15 seconds with sound, from words or a picture, in one shot or up to six. Kling makes it.",
	category: "video",
	family: "partner",
	parameters,
	graph,
	slots: {
		prompt: [{ node: "2", input: "multi_shot.prompt" }],
		negative_prompt: [{ node: "2", input: "multi_shot.negative_prompt" }],
		seconds: [{ node: "2", input: "multi_shot.duration" }],
		model: [{ node: "2", input: "model" }],
		resolution: [{ node: "2", input: "model.resolution" }],
		aspect_ratio: [{ node: "2", input: "model.aspect_ratio" }],
		generate_audio: [{ node: "2", input: "generate_audio" }],
	},
	assets: { start_image: { node: "1", input: "image", kind: "image" } },
	computed: [
		nodeSeed(MAX_SEED31, [{ node: "2", input: "seed" }]),
		{
			name: "multi_shot",
			from: ["shots"],
			slots: [{ node: "2", input: "multi_shot" }],
			compute: (values) => {
				const { length } = textsAt(values, "shots");
				return length === 0 ? "disabled" : length === 1 ? "1 storyboard" : `${length} storyboards`;
			},
			what: "how many shots, as the node says it.",
		},
		...shotSlots,
	],
	parts: [
		{
			name: "start_image",
			when: { absent: "start_image" },
			remove: ["1"],
			rewire: [{ node: "2", input: "start_frame", to: null }],
		},
	],
	seed: "seed",
	outputs: [{ name: "video", node: "3", kind: "video" }],
	models: [],
	custom_nodes: [],
	comfyui: "0.33.0",
	vram_gb: 0,
	typical_seconds: 300,
	timeout_seconds: 2700,
	partner: {
		price: (values) => {
			const [resolution, seconds] = [textAt(values, "resolution"), numberAt(values, "seconds")];
			const rate =
				textAt(values, "model") === "kling-3.0-turbo"
					? turboRates[resolution]
					: rates[resolution]?.[flagAt(values, "generate_audio") ? "sound" : "silent"];
			return (rate ?? Number.NaN) * seconds;
		},
		source: badgeOf("KlingVideoNode"),
	},
	licence: partnerTerms("Kling"),
	example: {
		prompt: "A young woman with long brown hair at a harbour at sunset, natural light, handheld camera.",
		shots: ["She walks along the quay.", 'She stops, turns to the camera and says: "What a day."'],
		seconds: 6,
		aspect_ratio: "9:16",
		seed: 7,
	},
	docs: {
		notes: [
			"Shots are what the node calls storyboards. They share the seconds equally, the first ones a second longer where that does not come out even.",
			"4:5 is not offered by Kling: make 1:1 or 9:16, or begin with a picture of that shape.",
			inputCounts,
			partnerNote,
		],
		acceptance: [
			"5 seconds in 1080p with sound by default; 3 to 15 seconds in all.",
			"16:9, 9:16 or 1:1 from words; from a picture the shape of the picture.",
			"As many shots as sent, in their order, and together exactly the seconds.",
			acceptMotion,
			acceptInput,
		],
	},
});
