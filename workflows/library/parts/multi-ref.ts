import * as z from "zod";
import type { ComputedValue, CustomNodePack, Slot, WorkflowDefinition } from "../../definition/define.ts";
import {
	amount,
	assetIds,
	modelFileName,
	negativePrompt,
	promptText,
	sampler,
	scheduler,
	steps,
	together,
} from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import type { ApiGraph } from "../../graph/graph.ts";
import { type ViewId, viewPrompt, views } from "../../prompts/views.ts";
import type { Standards } from "../../quality/checks/standards.ts";
import { ipAdapterPlusPack } from "../files/faces.ts";
import { sdxlBase, sdxlBaseFile, sdxlCheckpointLicence } from "../files/images.ts";
import { clipVitH, faceYolov8m, ipAdapterPlusSdxl, sdxlTerms } from "../files/stable-diffusion.ts";
import { canvas, megapixelSizes } from "./canvas.ts";
import { loraFile, loraPart, loraSlots, optionalLora, triggered } from "./lora.ts";
import { oneSeed } from "./pictures.ts";
import { negativeAboveOne, samplingSlots } from "./sampling.ts";

/**
 * What the views of a character share: SDXL that looks at the pictures made before through IP-Adapter. Their
 * graphs number the nodes alike: 4 checkpoint, 2 LoRA, 6 and 7 prompts, 5 canvas, 43 references, 40 and 42
 * IP-Adapter, 3 sampler, 14 face detail, 9 save.
 */
export interface MultiRef {
	id: string;
	title: string;
	purpose: string;
	view: ViewId;
	graph: ApiGraph;
	/** The shape unless another is sent: 1:1 is 768x768, 2:3 is 768x1152. */
	shape: keyof typeof sizes;
	/** Most references: what a client may upload and the views made before. 0: the graph takes none. */
	references: number;
	/** Whether the graph has a FaceDetailer. */
	face: boolean;
	/** About this view in particular. */
	notes: readonly string[];
	acceptance: readonly string[];
}

/** A face is seen at 768x768, a whole body at 768x1152 (S3-87 to S3-90); the others are for other uses of them. */
const sizes = {
	...megapixelSizes,
	"1:1": { width: 768, height: 768 },
	"2:3": { width: 768, height: 1152 },
} as const;

const fields = {
	prompt: promptText(3000).meta({
		description:
			"The character's looks and clothes, the same for every view. The view's own words are added.",
	}),
	negative_prompt: negativePrompt("lowres, blurry, bad anatomy, watermark, signature, text"),
	...optionalLora,
	checkpoint: modelFileName.default(sdxlBaseFile).meta({
		description: "An SDXL checkpoint, as the workers list it. The references need SDXL: no SD 1.5.",
	}),
	seed: oneSeed,
	steps: steps(30, 100),
	cfg: amount({ standard: 7, min: 1, max: 20 }).meta({
		description: "How closely the prompt is followed. 5 to 9 is usual.",
	}),
	sampler: sampler("euler_ancestral"),
	scheduler: scheduler("karras"),
};

const faceDenoise = amount({ standard: 0.4, min: 0.1, max: 0.8 }).meta({
	description: "How much of a face is made anew in the closer look at it. 0.4 to 0.5 is usual.",
});

/** The prompts of the view around those of the client; a trigger word goes before everything. */
function viewPrompts(view: ViewId): ComputedValue[] {
	return [
		{
			name: "view_prompt",
			from: ["trigger_word", "prompt"],
			slots: [{ node: "6", input: "text" }],
			compute: (values) =>
				triggered(values, viewPrompt(view, { positive: textAt(values, "prompt") }).positive),
			what: `the trigger word where there is one, then "${views[view].prefix}", then the prompt`,
		},
		{
			name: "view_negative",
			from: ["negative_prompt"],
			slots: [{ node: "7", input: "text" }],
			compute: (values) =>
				viewPrompt(view, { positive: "", negative: textAt(values, "negative_prompt") }).negative,
			what: `the negative prompt, then "${views[view].negative}"`,
		},
	];
}

const packs = {
	inspire: {
		name: "ComfyUI-Inspire-Pack",
		source: "https://github.com/ltdrdata/ComfyUI-Inspire-Pack",
		licence: "GPL-3.0",
	},
	impact: {
		name: "ComfyUI-Impact-Pack",
		source: "https://github.com/ltdrdata/ComfyUI-Impact-Pack",
		licence: "GPL-3.0",
	},
	impactSubpack: {
		name: "ComfyUI-Impact-Subpack",
		source: "https://github.com/ltdrdata/ComfyUI-Impact-Subpack",
		licence: "AGPL-3.0",
	},
} satisfies Record<string, CustomNodePack>;

const referenceNotes = [
	"Put the avatar first. The loader resizes and crops all references to the size of the first, and the average of them all is looked at, so one odd picture counts little but the first one's shape counts for all.",
	"The references guide looks and clothes through IP-Adapter Plus; they are no face lock, and no training takes place.",
	"The pictures are read anew for each task: the loader would otherwise remember a folder and miss what was added to it.",
];
const faceNotes = [
	"A face that is found is looked at once more, larger, with the same references; where none is found the picture passes unchanged.",
];

/** What is to be seen of the face in each view. */
const FACE_VIEWS = {
	face: "front",
	front: "front",
	side: "side",
	back: "back",
} as const satisfies Record<ViewId, Standards["face_view"]>;

/** The definition of one view. */
export function multiRef(of: MultiRef): WorkflowDefinition {
	const references = of.references > 0;
	const onFace = (input: string): Slot[] => (of.face ? [{ node: "14", input }] : []);
	const behind = (wanted: boolean, node: string, input: string): Slot[] => (wanted ? [{ node, input }] : []);
	const fieldsOfView = z.strictObject({
		...fields,
		...(references
			? {
					references: assetIds({ min: 1, max: of.references }).meta({
						description: `Pictures of the character, the avatar first: up to five of the client's own, and the views made before.`,
					}),
					reference_strength: amount({ standard: 0.8, min: 0, max: 1.5 }).meta({
						description: "How much the references count against the prompt.",
					}),
				}
			: {}),
		...(of.face ? { face_denoise: faceDenoise } : {}),
		...canvas(of.shape, sizes, { min: 512, max: 1536, step: 8 }),
	});
	return {
		id: of.id,
		version: 1,
		title: of.title,
		purpose: of.purpose,
		category: "character",
		family: "sdxl",
		parameters: fieldsOfView.superRefine((sent, ctx) => together(sent, ctx, "width", "height")),
		graph: of.graph,
		slots: {
			...loraSlots("2"),
			checkpoint: [{ node: "4", input: "ckpt_name" }],
			...samplingSlots("3"),
			seed: [{ node: "3", input: "seed" }, ...onFace("seed")],
			cfg: [{ node: "3", input: "cfg" }, ...onFace("cfg")],
			width: [{ node: "5", input: "width" }],
			height: [{ node: "5", input: "height" }],
			...(references ? { reference_strength: [{ node: "42", input: "weight" }] } : {}),
			...(of.face ? { face_denoise: onFace("denoise") } : {}),
		},
		assets: {},
		...(references
			? {
					folders: {
						references: { node: "43", input: "directory", kind: "image", path: "absolute", prefix: "ref" },
					},
				}
			: {}),
		computed: viewPrompts(of.view),
		parts: [
			loraPart("2", "4", {
				model: [
					...behind(references, "40", "model"),
					...behind(!references, "3", "model"),
					...behind(!references && of.face, "14", "model"),
				],
				clip: [{ node: "6", input: "clip" }, { node: "7", input: "clip" }, ...onFace("clip")],
			}),
		],
		presets: [{ parameter: "aspect_ratio", choices: sizes }],
		unused: [negativeAboveOne],
		seed: "seed",
		outputs: [{ name: "image", node: "9", kind: "image" }],
		models: [
			{
				...sdxlBase,
				file: { parameter: "checkpoint" },
				licence: sdxlCheckpointLicence,
			},
			{ ...loraFile, part: "lora" },
			...(references ? [ipAdapterPlusSdxl, clipVitH] : []),
			...(of.face ? [faceYolov8m] : []),
		],
		custom_nodes: [
			...(references ? [packs.inspire, ipAdapterPlusPack] : []),
			...(of.face ? [packs.impact, packs.impactSubpack] : []),
		],
		comfyui: "0.3.64",
		vram_gb: references ? 12 : 8,
		standards: { bright_up_to: 0.9, face_view: FACE_VIEWS[of.view] },
		typical_seconds: of.face ? 25 : 18,
		timeout_seconds: 600,
		// A figure before a bright studio wall: most of it is white, and is meant to be.
		licence: sdxlTerms,
		example: {
			prompt:
				"woman of 30, short black hair, green eyes, red leather jacket, black jeans, plain grey background",
			...(references ? { references: ["ast_0123456789abcdefghijklmnop"] } : {}),
			seed: 7,
		},
		docs: {
			notes: [...of.notes, ...(references ? referenceNotes : []), ...(of.face ? faceNotes : [])],
			acceptance: [
				`${sizes[of.shape].width}x${sizes[of.shape].height} by default.`,
				`The prompt is "${views[of.view].prefix}" and what the client wrote; the negative ends in "${views[of.view].negative}".`,
				...of.acceptance,
				...(references
					? [
							`1 to ${of.references} references arrive in one folder as ref_0, ref_1, ... in the order of the request.`,
						]
					: []),
				"Without a LoRA there is no LoraLoader in the graph.",
			],
		},
	};
}
