import * as z from "zod";
import { defineWorkflow } from "../../definition/define.ts";
import { assetId, promptText, sampler, scheduler, together } from "../../definition/parameters.ts";
import { faceMatchTargets } from "../../quality/face-match.ts";
import { insightFaceTerms, pulidFiles, pulidPack } from "../files/faces.ts";
import { flux1Companions, flux1Dev, flux1Schnell } from "../files/flux.ts";
import { canvas, megapixelSizes } from "../parts/canvas.ts";
import { firstSeed, variations } from "../parts/pictures.ts";
import { faceAsset, faceSlots, faceSpan, pulidNotes } from "../parts/pulid.ts";
import { fluxWeightType, guidance, negativeNever, samplingSlots, unusedNegative } from "../parts/sampling.ts";
import graph from "./graph.json" with { type: "json" };

/** Schnell needs four steps and a stronger hold, since PuLID was trained on dev. */
const models = {
	schnell: { steps: 4, face_strength: 1 },
	dev: { steps: 20, face_strength: 0.9 },
} as const;

const parameters = z
	.strictObject({
		face: assetId.meta({ description: "A picture of the face to hold." }),
		prompt: promptText(4000).meta({
			description: "The picture to make: who (hair, clothes), what, where, in which light.",
		}),
		negative_prompt: unusedNegative(),
		model: z.enum(["schnell", "dev"]).default("schnell").meta({
			description:
				"schnell needs 4 steps and is there within seconds; dev needs 20 and holds the face better. Brings steps and face_strength along.",
		}),
		face_strength: z
			.number()
			.min(0)
			.max(1.5)
			.optional()
			.meta({ description: "How strictly the face is held. 1 with schnell, 0.9 with dev." }),
		...faceSpan,
		variations: variations(1),
		...canvas("1:1", megapixelSizes, { min: 512, max: 1536, step: 16 }),
		seed: firstSeed,
		steps: z
			.int()
			.min(1)
			.max(50)
			.optional()
			.meta({ description: "Sampling steps; time grows with them. 4 with schnell, 20 with dev." }),
		guidance: guidance(3.5),
		sampler: sampler("euler"),
		scheduler: scheduler("simple"),
		weight_dtype: fluxWeightType,
	})
	.superRefine((sent, ctx) => together(sent, ctx, "width", "height"));

/** New pictures with a given face, at once and without training. */
export const faceSwapFluxPulid = defineWorkflow({
	id: "face-swap-flux-pulid",
	version: 1,
	title: "Pictures with a given face (Flux.1, PuLID)",
	purpose:
		"New pictures of a face from one photograph of it, at once, while its LoRA is still being trained.",
	category: "face",
	family: "flux",
	aliases: [
		{
			name: "face-swap",
			note: "it was asked for as Flux Schnell with IPAdapter FaceID, which does not exist: FaceID is made for SD 1.5, SDXL and Kolors. PuLID is what holds a face in Flux; face-swap-sdxl-faceid is FaceID.",
		},
	],
	parameters,
	graph,
	slots: {
		...samplingSlots("8"),
		...faceSlots,
		prompt: [{ node: "4", input: "text" }],
		width: [{ node: "7", input: "width" }],
		height: [{ node: "7", input: "height" }],
		guidance: [{ node: "6", input: "guidance" }],
		weight_dtype: [
			{ node: "1", input: "weight_dtype" },
			{ node: "11", input: "weight_dtype" },
		],
	},
	assets: { face: faceAsset },
	parts: [
		{
			name: "dev",
			when: { parameter: "model", is_not: "dev" },
			remove: ["11", "6"],
			rewire: [
				{ node: "24", input: "model", to: ["1", 0] },
				{ node: "8", input: "positive", to: ["4", 0] },
			],
		},
		{ name: "schnell", when: { parameter: "model", is: "dev" }, remove: ["1"], rewire: [] },
	],
	presets: [
		{ parameter: "aspect_ratio", choices: megapixelSizes },
		{ parameter: "model", choices: models },
	],
	unused: [negativeNever],
	seed: "seed",
	variations: { parameter: "variations", seed: "seed" },
	outputs: [{ name: "image", node: "10", kind: "image" }],
	models: [
		{ ...flux1Schnell, part: "schnell" },
		{ ...flux1Dev, part: "dev" },
		...flux1Companions,
		...pulidFiles,
	],
	custom_nodes: [pulidPack],
	comfyui: "0.3.64",
	vram_gb: 24,
	standards: { face_view: "any", face_match_target: faceMatchTargets.face_swap / 100 },
	typical_seconds: 10,
	seconds: (values) => (values.model === "dev" ? 35 : 10),
	timeout_seconds: 300,
	licence: `FLUX.1 [schnell] is Apache-2.0, FLUX.1 [dev] for non-commercial use. ${insightFaceTerms}`,
	example: {
		face: "ast_0123456789abcdefghijklmnop",
		prompt:
			"A woman with long brown hair reading in a café by the window, soft morning light, photorealistic, natural skin texture, professional photography",
		seed: 7,
	},
	docs: {
		notes: [
			"Flux Schnell with IPAdapter FaceID, as it was asked for, does not exist: FaceID adapters are made for SD 1.5, SDXL and Kolors, and the adapters for Flux (flux-style-reference) carry style and subject, no face. PuLID does in Flux what FaceID does in SDXL.",
			"It makes a new picture with the face. To put a face into a picture that exists, use face-swap-reactor.",
			"PuLID was trained on dev. Schnell is the fast choice for the time until the LoRA is there; dev holds the face better and takes five times the steps.",
			"“80% face match” needs a scale: face-similarity says which, and measures it.",
			...pulidNotes,
		],
		acceptance: [
			"schnell: 4 steps without guidance, so that pictures come within seconds on a warm GPU while the LoRA is trained on another one. dev: 20 steps with guidance 3.5.",
			"Only the weights of the model chosen are loaded.",
			"The face is loaded in every task and held with the strength asked for.",
		],
	},
});
