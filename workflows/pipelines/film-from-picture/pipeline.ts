import { definePipeline } from "../definition/document.ts";
import type { Source } from "../definition/sources.ts";

const shape: Source = { parameter: "aspect_ratio" };
const picture: Source = { stage: "picture", of: "chosen" };

/** What both films are given. */
const motion = {
	start_image: picture,
	prompt: { parameter: "motion" },
	seconds: { parameter: "seconds" },
	aspect_ratio: shape,
	seed: { parameter: "seed" },
} as const;

/** No film before its picture and its preview were looked at. */
export const filmFromPicture = definePipeline({
	id: "film-from-picture",
	version: 1,
	title: "Film from a picture, with approvals",
	purpose:
		"A picture that somebody approves, a quick preview of the film that somebody approves, and only then the film.",
	category: "video",
	parameters: [
		{
			type: "text",
			name: "prompt",
			description: "The picture that the film begins with: who, what, where, in which light.",
			required: true,
			max_length: 4000,
		},
		{
			type: "text",
			name: "motion",
			description: "What happens in the film, in plain sentences: who moves how, and how the camera moves.",
			required: true,
			max_length: 4000,
		},
		{
			type: "image",
			name: "face",
			description:
				"A picture of a face to hold, such as a character's base picture. Without it the face is a new one.",
			required: false,
		},
		{
			type: "choice",
			name: "aspect_ratio",
			description: "Shape of picture and film.",
			choices: ["16:9", "9:16", "1:1", "4:5"],
			default: "16:9",
		},
		{
			type: "integer",
			name: "seconds",
			description: "Length of the film in seconds. The model was made for 5.",
			default: 5,
			min: 1,
			max: 8,
		},
		{ type: "seed", name: "seed", description: "The seed of picture and films. Chosen when absent." },
	],
	stages: [
		{
			key: "picture",
			title: "Picture",
			run: {
				first_of: [
					{
						when: { present: "face" },
						workflow: "face-swap-flux-pulid@1",
						with: { face: { parameter: "face" }, model: { value: "dev" } },
					},
					{ workflow: "z-image-turbo-base-image@1" },
				],
			},
			with: {
				prompt: { parameter: "prompt" },
				aspect_ratio: shape,
				variations: { value: 1 },
				seed: { parameter: "seed" },
			},
			gate: { approve: true },
		},
		{
			key: "preview",
			title: "Preview",
			run: { workflow: "wan-2-2-image-to-video-fast@1" },
			with: motion,
			gate: { approve: true },
		},
		{
			key: "film",
			title: "Film",
			needs: ["preview"],
			run: { workflow: "wan-2-2-image-to-video@1" },
			with: motion,
		},
	],
	example: {
		prompt: "Portrait of a woman of 25 with long brown hair on a pier in the wind, soft evening light",
		motion:
			"She turns her head to the camera and smiles, her hair moves in the wind, the camera stands still",
		aspect_ratio: "9:16",
		seed: 7,
	},
	notes: [
		"Garbage in, garbage out: what is wrong in the picture moves in the film. Ask for another take of the picture as often as it needs.",
		"The preview is made in four steps, in about a seventh of the time. It shows whether the motion is the one that was meant; the film itself is another one.",
	],
	acceptance: [
		"No task of the film exists before a person has approved the picture and the preview.",
		"Preview and film begin with the approved picture and have its shape.",
	],
});
