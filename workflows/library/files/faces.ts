import type { CustomNodePack, ModelRequirement } from "../../definition/define.ts";
import { clipVitH } from "./stable-diffusion.ts";

/**
 * The files of the workflows that hold, swap and compare faces. Licences as their publishers state them. Nearly
 * all of these stand on InsightFace's recognition models, which are for research only.
 */

const researchOnly = "InsightFace: non-commercial research only";

/** What a definition says of pictures made with InsightFace's models. */
export const insightFaceTerms =
	"The InsightFace models it reads faces with are for non-commercial research only; ask InsightFace for a commercial licence.";

/** PuLID for FLUX.1 [dev]: holds a face without training. Its folder is `pulid`. */
const pulidFlux: ModelRequirement = {
	folder: "pulid",
	file: "pulid_flux_v0.9.1.safetensors",
	licence: "Apache-2.0",
	source: "https://huggingface.co/guozinan/PuLID",
};

/**
 * IP-Adapter FaceID Plus V2 for SDXL with the LoRA and the image encoder it was trained with. The unified loader
 * finds them by these names. There is none for Flux.
 */
export const faceIdPlusV2Sdxl: readonly ModelRequirement[] = [
	{
		folder: "ipadapter",
		file: "ip-adapter-faceid-plusv2_sdxl.bin",
		licence: "non-commercial research only, as it stands on InsightFace",
		source: "https://huggingface.co/h94/IP-Adapter-FaceID",
	},
	{
		folder: "loras",
		file: "ip-adapter-faceid-plusv2_sdxl_lora.safetensors",
		licence: "non-commercial research only, as it stands on InsightFace",
		source: "https://huggingface.co/h94/IP-Adapter-FaceID",
	},
	clipVitH,
];

/** Puts the features of one face on another, at 128x128 pixels. */
export const inswapper128: ModelRequirement = {
	folder: "insightface",
	file: "inswapper_128.onnx",
	licence: researchOnly,
	source: "https://huggingface.co/datasets/Gourieff/ReActor",
};

/** Restores a face at 512x512 pixels. */
export const codeFormer: ModelRequirement = {
	folder: "facerestore_models",
	file: "codeformer-v0.1.0.pth",
	licence: "S-Lab License 1.0 (non-commercial)",
	source: "https://huggingface.co/datasets/Gourieff/ReActor",
};

/** An image adapter for FLUX.1 [dev] by InstantX: style and subject, no face. */
export const instantXFluxAdapter: ModelRequirement = {
	folder: "ipadapter-flux",
	file: "ip-adapter.bin",
	licence: "FLUX.1 [dev] Non-Commercial License",
	source: "https://huggingface.co/InstantX/FLUX.1-dev-IP-Adapter",
};

/** Files that a node opens by a path of its own, so that no input lists them. */
function unlisted(of: {
	folder: string;
	files: readonly string[];
	licence: string;
	source: string;
}): ModelRequirement[] {
	const { folder, files, licence, source } = of;
	return files.map((file) => ({ folder, file, unlisted: true, licence, source }));
}

/** InsightFace's detector and reader of faces, as PuLID uses them. */
const antelopeV2 = unlisted({
	folder: "insightface/models/antelopev2",
	files: ["1k3d68.onnx", "2d106det.onnx", "genderage.onnx", "glintr100.onnx", "scrfd_10g_bnkps.onnx"],
	licence: researchOnly,
	source: "https://github.com/deepinsight/insightface",
});

/** The same, as most others use them. */
export const buffaloL = unlisted({
	folder: "insightface/models/buffalo_l",
	files: ["1k3d68.onnx", "2d106det.onnx", "det_10g.onnx", "genderage.onnx", "w600k_r50.onnx"],
	licence: researchOnly,
	source: "https://github.com/deepinsight/insightface",
});

/** A free counterpart of InsightFace's models. Nothing fetches it: it is to be put there by hand. */
export const auraFace = unlisted({
	folder: "insightface/models/auraface",
	files: ["1k3d68.onnx", "2d106det.onnx", "genderage.onnx", "glintr100.onnx", "scrfd_10g_bnkps.onnx"],
	licence: "Apache-2.0",
	source: "https://huggingface.co/fal/AuraFace-v1",
});

const evaClip = unlisted({
	folder: "clip",
	files: ["EVA02_CLIP_L_336_psz14_s6B.pt"],
	licence: "MIT",
	source: "https://huggingface.co/QuanSun/EVA-CLIP",
});

/** Aligns a face and tells skin from hair. */
const faceXLib = unlisted({
	folder: "facexlib",
	files: ["detection_Resnet50_Final.pth", "parsing_bisenet.pth"],
	licence: "see source",
	source: "https://github.com/xinntao/facexlib",
});

/** The same as ReActor keeps it. */
export const reactorFaceFinder = unlisted({
	folder: "facedetection",
	files: ["detection_Resnet50_Final.pth", "parsing_parsenet.pth"],
	licence: "see source",
	source: "https://github.com/xinntao/facexlib",
});

/** What ReActor looks at every picture with before it swaps. */
export const nudityDetector = unlisted({
	folder: "nsfw_detector/vit-base-nsfw-detector",
	files: ["config.json", "model.safetensors", "preprocessor_config.json"],
	licence: "Apache-2.0",
	source: "https://huggingface.co/AdamCodd/vit-base-nsfw-detector",
});

/** The eye of the InstantX adapter. Without the folder it is taken from the cache of Hugging Face. */
export const siglipSo400m = unlisted({
	folder: "clip_vision/siglip-so400m-patch14-384",
	files: ["config.json", "model.safetensors", "preprocessor_config.json"],
	licence: "Apache-2.0",
	source: "https://huggingface.co/google/siglip-so400m-patch14-384",
});

/** PuLID for Flux with all it reads a face with. */
export const pulidFiles: readonly ModelRequirement[] = [pulidFlux, ...antelopeV2, ...evaClip, ...faceXLib];

/** A note where some of the files are fetched by the nodes that open them. */
export const fetchedNote =
	"The small files for reading faces and pictures are fetched by the nodes themselves on first use where they are missing. Bake them into the worker's image: a download in the middle of a task costs time and can fail.";

/** PuLID as ComfyUI nodes. Other packs define a node of the same name: install this one only. */
export const pulidPack: CustomNodePack = {
	name: "ComfyUI_PuLID_Flux_ll",
	source: "https://github.com/lldacing/ComfyUI_PuLID_Flux_ll",
	licence: "Apache-2.0",
};

/**
 * Both packs for Flux put a function of their own in place of the model's. That of April 2025 and that of June 2025
 * (ba90657, eef22b6) do not take the argument `timestep_zero_index`, which ComfyUI 0.33.0 hands on and 0.8.0 does
 * not; /object_info does not show it, so such a graph validates and then fails.
 */
export const pulidVersionNote =
	"The pack reaches into the Flux model, and newer ComfyUIs call it with more arguments: from 0.3.67 on (latent_shapes) it must be newer than its commit 4cd058f, and from about 0.19 on its pulid_forward_orig must take further arguments (timestep_zero_index), a fix that was proposed in April 2026 and not yet part of it. Without them the graph is accepted, and the task fails when sampling starts. ComfyUI 0.3.64 needs neither.";

export const ipAdapterFluxVersionNote =
	"The pack puts a function of its own in place of one of the Flux model, which newer ComfyUIs (0.33.0, not yet 0.8.0) call with one argument more, timestep_zero_index. Its version of June 2025 does not take it: there the graph is accepted, and the task fails when sampling starts. Run it on 0.3.64 to 0.8, or with that argument added.";

export const ipAdapterPlusPack: CustomNodePack = {
	name: "ComfyUI_IPAdapter_plus",
	source: "https://github.com/cubiq/ComfyUI_IPAdapter_plus",
	licence: "GPL-3.0",
};

export const ipAdapterFluxPack: CustomNodePack = {
	name: "ComfyUI-IPAdapter-Flux",
	source: "https://github.com/Shakker-Labs/ComfyUI-IPAdapter-Flux",
	licence: "Apache-2.0",
};

export const reactorPack: CustomNodePack = {
	name: "ComfyUI-ReActor",
	source: "https://github.com/Gourieff/ComfyUI-ReActor",
	licence: "GPL-3.0",
};

export const faceAnalysisPack: CustomNodePack = {
	name: "ComfyUI_FaceAnalysis",
	source: "https://github.com/cubiq/ComfyUI_FaceAnalysis",
	licence: "Apache-2.0",
};
