import type { CustomNodePack, ModelRequirement } from "../../definition/define.ts";

/** The files that enlarge pictures and add detail. Both models are for non-commercial use. */

/** What a definition says of pictures made with both. */
export const upscalerTerms =
	"4x-UltraSharp and ITF-SkinDiffDetail are CC-BY-NC-SA-4.0: not for commercial use.";

/** The default of a parameter `upscale_model`. */
export const ultraSharpFile = "4x-UltraSharp.pth";

/** Enlarges four times; the file is chosen by the parameter `upscale_model`. */
export const chosenUpscaler: ModelRequirement = {
	folder: "upscale_models",
	file: { parameter: "upscale_model" },
	licence: `CC-BY-NC-SA-4.0 for ${ultraSharpFile}; otherwise that of the model chosen`,
	source: "https://openmodeldb.info/models/4x-UltraSharp",
};

/** Adds fine detail to skin at the size it has. */
export const skinDiffDetail: ModelRequirement = {
	folder: "upscale_models",
	file: "1x-ITF-SkinDiffDetail-Lite-v1.pth",
	licence: "CC-BY-NC-SA-4.0",
	source: "https://openmodeldb.info/models/1x-ITF-SkinDiffDetail-Lite-v1",
};

export const ultimateUpscalePack: CustomNodePack = {
	name: "ComfyUI_UltimateSDUpscale",
	source: "https://github.com/ssitu/ComfyUI_UltimateSDUpscale",
	licence: "GPL-3.0",
};
