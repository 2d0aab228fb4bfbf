import type { CustomNodePack, ModelRequirement } from "../../definition/define.ts";

/** Preprocessors that read a pose, depth or edges out of a picture. */
export const controlnetAux: CustomNodePack = {
	name: "comfyui_controlnet_aux",
	source: "https://github.com/Fannovel16/comfyui_controlnet_aux",
	licence: "Apache-2.0",
};

/**
 * What DWPreprocessor loads. The pack fetches both on first use and keeps them in its own `ckpts` folder, not
 * under `models/`; its lists name them whether they are there or not, so a worker cannot be asked for them.
 */
export const dwPoseFiles: readonly ModelRequirement[] = [
	{
		folder: "controlnet_aux",
		file: "yolox_l.onnx",
		unlisted: true,
		licence: "Apache-2.0",
		source: "https://huggingface.co/yzd-v/DWPose",
	},
	{
		folder: "controlnet_aux",
		file: "dw-ll_ucoco_384_bs5.torchscript.pt",
		unlisted: true,
		licence: "Apache-2.0",
		source: "https://huggingface.co/hr16/DWPose-TorchScript-BatchSize5",
	},
];

/** What OpenposePreprocessor loads, fetched and kept in the same way. */
export const openposeFiles: readonly ModelRequirement[] = [
	"body_pose_model.pth",
	"hand_pose_model.pth",
	"facenet.pth",
].map((file) => ({
	folder: "controlnet_aux",
	file,
	unlisted: true,
	licence: "OpenPose: academic or non-profit, non-commercial research only",
	source: "https://huggingface.co/lllyasviel/Annotators",
}));
