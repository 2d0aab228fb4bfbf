import type { Category, ModelFamily } from "../definition/define.ts";
import type { WorkflowDocument } from "../document/document.ts";
import type { ApiGraph } from "../graph/graph.ts";
import { lookUp, modelFolders } from "../graph/known-nodes.ts";
import type { ObjectInfo } from "../object-info/read.ts";
import type { Context } from "./roles/context.ts";

/** What the names in a graph suggest. A person looks at it before it counts. */

/** Told by the input's name where the loader is not known. The first that fits. */
const folderNames: readonly [RegExp, string][] = [
	[/lora/i, "loras"],
	[/ckpt|checkpoint/i, "checkpoints"],
	[/clip_vision/i, "clip_vision"],
	[/control_?net/i, "controlnet"],
	[/style_model/i, "style_models"],
	[/ip_?adapter/i, "ipadapter"],
	[/pulid/i, "pulid"],
	[/vae/i, "vae"],
	[/unet|diffusion|transformer/i, "diffusion_models"],
	[/clip|text_?enc|t5/i, "text_encoders"],
	[/upscale/i, "upscale_models"],
];

/** The folder under `models/` that an input reads from, or null where nobody knows. */
export function folderOf(className: string, input: string): string | null {
	const known = lookUp(lookUp(modelFolders, className) ?? {}, input);
	if (known !== undefined) return known;
	const guess = (text: string) => folderNames.find(([pattern]) => pattern.test(text))?.[1];
	return guess(input) ?? guess(className) ?? null;
}

const byFile: readonly [ModelFamily, RegExp][] = [
	["flux2", /flux[._-]?2/i],
	["z-image", /z[._-]?image/i],
	["qwen-image", /qwen[._-]?image/i],
	["hunyuan-video", /hunyuan[._-]?video/i],
	["ltx-video", /ltx/i],
	["ace-step", /ace[._-]?step/i],
	["stable-audio", /stable[._-]?audio/i],
	["hunyuan3d", /hunyuan[._-]?3d/i],
	["wan", /(^|[^a-z])wan/i],
	["flux", /flux/i],
	["sdxl", /sdxl|sd[._-]?xl|[._-]xl([._-]|$)/i],
	["sd15", /sd[._-]?1[._-]?5|v1[._-]5/i],
];
/** Whose files tell the family, surest first. Text encoders and VAEs are shared between families. */
const telling = [
	["checkpoints", "diffusion_models"],
	["controlnet", "loras", "ipadapter", "style_models"],
] as const;
const byClass: readonly [ModelFamily, RegExp][] = [
	["flux2", /Flux2/],
	["hunyuan-video", /HunyuanVideo/],
	["qwen-image", /QwenImage/],
	["ltx-video", /LTXV/],
	["ace-step", /AceStep/],
	["stable-audio", /StableAudio/],
	["hunyuan3d", /Hunyuan3D/],
	["wan", /^Wan/],
	["flux", /^Flux|TextEncodeFlux|SamplingFlux/],
	["sdxl", /SDXL/],
];

/** The family that a file of weights names itself after; null where its name says nothing. */
export function familyOfFile(file: string): ModelFamily | null {
	return byFile.find(([, pattern]) => pattern.test(file))?.[0] ?? null;
}

/** The family of models: by the weights first, then by nodes that are made for one. `none` where unknown. */
export function familyOf(graph: ApiGraph, info: ObjectInfo): ModelFamily {
	const nodes = Object.values(graph);
	if (nodes.some((node) => info.get(node.class_type)?.api_node === true)) return "partner";
	for (const folders of telling) {
		const files = nodes.flatMap((node) =>
			Object.entries(node.inputs).flatMap(([input, value]) =>
				typeof value === "string" && folders.some((folder) => folder === folderOf(node.class_type, input))
					? [value]
					: [],
			),
		);
		for (const [family, pattern] of byFile) if (files.some((file) => pattern.test(file))) return family;
	}
	for (const [family, pattern] of byClass)
		if (nodes.some((node) => pattern.test(node.class_type))) return family;
	return "none";
}

/** Nodes that leave meshes, splats and clouds of points. */
const makesShape = /3d|glb|mesh|splat|pointcloud|gltf|obj/i;

/** The shelf it belongs on. */
export function categoryOf(
	{ graph, info }: Pick<Context, "graph" | "info">,
	{ parameters, outputs }: Pick<WorkflowDocument, "parameters" | "outputs">,
): Category {
	const has = (pattern: RegExp) => Object.values(graph).some((node) => pattern.test(node.class_type));
	if (has(/train/i)) return "training";
	if (outputs.some(({ kind }) => kind === "video")) return "video";
	if (outputs.some(({ kind }) => kind === "audio")) return "audio";
	if (outputs.some(({ kind, node }) => kind === "file" && makesShape.test(graph[node]?.class_type ?? "")))
		return "3d";
	// Of nodes at partners only their place in the menu says it: `api node/3d/Tripo`.
	const described = Object.values(graph).map(({ class_type }) => info.get(class_type));
	if (described.some((found) => found?.api_node === true && /\b3d\b/i.test(String(found.category))))
		return "3d";
	if (has(/reactor|pulid|faceid|instantid|faceswap/i)) return "face";
	const samples = has(/sampler/i);
	if (!samples && has(/upscale/i)) return "upscale";
	if (outputs.every(({ kind }) => kind === "text") && outputs.length > 0) return "quality";
	return parameters.some(({ type }) => type === "image") ? "edit" : "image";
}
