import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import {
	amount,
	assetId,
	modelFileName,
	negativePrompt,
	promptText,
	sampler,
	scheduler,
	steps,
	together,
} from "../../definition/parameters.ts";
import { faceMatchTargets } from "../../quality/face-match.ts";
import {
	buffaloL,
	faceIdPlusV2Sdxl,
	fetchedNote,
	insightFaceTerms,
	ipAdapterPlusPack,
} from "../files/faces.ts";
import { sdxlBase, sdxlBaseFile, sdxlCheckpointLicence } from "../files/images.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { loraFile, loraPart, loraSlots, optionalLora, promptWithTrigger } from "../parts/lora.ts";
import { firstSeed, variations } from "../parts/pictures.ts";
import { faceSpan } from "../parts/pulid.ts";
import { negativeAboveOne, samplingSlots } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

const parameters = z
	.strictObject({
		face: assetId.meta({ description: "A picture of the face to hold." }),
		prompt: promptText(4000).meta({
			description: "The picture to make: who (hair, clothes), what, where; short phrases work best.",
		}),
		negative_prompt: negativePrompt("deformed, blurry, bad anatomy, ugly, low quality"),
		checkpoint: modelFileName.default(sdxlBaseFile).meta({
			description: "An SDXL checkpoint, as the workers list it. One made for photographs does better.",
		}),
		...optionalLora,
		face_strength: amount({ standard: 0.8, min: 0, max: 1.5 }).meta({
			description: "How strongly the face works on the picture.",
		}),
		likeness: amount({ standard: 2, min: 0, max: 3 }).meta({
			description: "How far the shape of the face (Plus V2's second eye) counts. 1 to 2 is usual.",
		}),
		face_lora_strength: amount({ standard: 0.6, min: 0, max: 1 }).meta({
			description:
				"Strength of the LoRA that belongs to FaceID. More is more likeness and a stiffer picture.",
		}),
		...faceSpan,
		variations: variations(1),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1536, step: 8 }),
		seed: firstSeed,
		steps: steps(30, 100),
		cfg: amount({ standard: 6.5, min: 1, max: 20 }).meta({
			description: "How closely the prompt is followed. FaceID likes a little less than SDXL alone.",
		}),
		sampler: sampler("dpmpp_2m"),
		scheduler: scheduler("karras"),
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** New pictures with a given face by SDXL. */
export const faceSwapSdxlFaceid = defineWorkflow({
	id: "face-swap-sdxl-faceid",
	version: 1,
	title: "Pictures with a given face (SDXL, FaceID Plus V2)",
	purpose:
		"New pictures of a face from one photograph of it, by any SDXL checkpoint and IPAdapter FaceID Plus V2.",
	category: "face",
	family: "sdxl",
	aliases: [{ name: "ipadapter-faceid", note: "it is SDXL: there is no FaceID for Flux." }],
	parameters,
	graph,
	slots: {
		...samplingSlots("8"),
		...loraSlots("11"),
		negative_prompt: [{ node: "6", input: "text" }],
		checkpoint: [{ node: "1", input: "ckpt_name" }],
		face_strength: [{ node: "4", input: "weight" }],
		likeness: [{ node: "4", input: "weight_faceidv2" }],
		face_lora_strength: [{ node: "2", input: "lora_strength" }],
		face_start: [{ node: "4", input: "start_at" }],
		face_end: [{ node: "4", input: "end_at" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		cfg: [{ node: "8", input: "cfg" }],
	},
	assets: { face: { node: "3", input: "image", kind: "image" } },
	computed: [promptWithTrigger([{ node: "5", input: "text" }])],
	parts: [
		loraPart("11", "1", {
			model: [{ node: "2", input: "model" }],
			clip: [
				{ node: "5", input: "clip" },
				{ node: "6", input: "clip" },
			],
		}),
	],
	presets: [{ parameter: "aspect_ratio", choices: megapixelSizes }],
	unused: [negativeAboveOne],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [
		{
			...sdxlBase,
			file: { parameter: "checkpoint" },
			licence: sdxlCheckpointLicence,
		},
		...faceIdPlusV2Sdxl,
		...buffaloL,
		{ ...loraFile, part: "lora" },
	],
	custom_nodes: [ipAdapterPlusPack],
	comfyui: "0.3.64",
	vram_gb: 12,
	standards: { face_view: "any", face_match_target: faceMatchTargets.face_swap / 100 },
	typical_seconds: 12,
	timeout_seconds: 300,
	licence: `IP-Adapter FaceID is for non-commercial research only. ${insightFaceTerms}`,
	example: {
		face: "ast_0123456789abcdefghijklmnop",
		prompt:
			"photograph of a woman with long brown hair reading in a café, photorealistic, natural skin texture, soft morning light, 50mm",
		seed: 7,
	},
	docs: {
		notes: [
			"FaceID adapters exist for SD 1.5, SDXL and Kolors only. This is the nearest to what was asked for as Flux Schnell with FaceID; face-swap-flux-pulid is the Flux one.",
			"The loader picks FaceID Plus V2 for SDXL, its LoRA and its image encoder by their names: keep the names of the table.",
			"It makes a new picture with the face. To put a face into a picture that exists, use face-swap-reactor.",
			"Where no face is found the task fails: InsightFace has nothing to hand on.",
			"The base checkpoint makes soft portraits. A checkpoint made for photographs gains more than any setting here.",
			fetchedNote,
		],
		acceptance: [
			"FaceID Plus V2 with its LoRA at 0.6, weight 0.8 and likeness 2 unless sent otherwise.",
			"30 steps, cfg 6.5, dpmpp_2m and karras unless sent otherwise.",
			"A LoRA of the character's own is loaded before the adapter; without one there is no loader.",
		],
	},
});
