import type { WorkflowDefinition } from "../definition/define.ts";
import { characterSheet } from "./character-sheet/workflow.ts";
import { faceSimilarity } from "./face-similarity/workflow.ts";
import { faceSimilarityReactor } from "./face-similarity-reactor/workflow.ts";
import { faceSwapFluxPulid } from "./face-swap-flux-pulid/workflow.ts";
import { faceSwapReactor } from "./face-swap-reactor/workflow.ts";
import { faceSwapSdxlFaceid } from "./face-swap-sdxl-faceid/workflow.ts";
import { fluxInpaint } from "./flux-inpaint/workflow.ts";
import { fluxKontextMultiReference } from "./flux-kontext-multi-reference/workflow.ts";
import { fluxOutpaint } from "./flux-outpaint/workflow.ts";
import { fluxStyleReference } from "./flux-style-reference/workflow.ts";
import { qwenImageEditMultiReference } from "./qwen-image-edit-multi-reference/workflow.ts";
import { skinEnhanceMagnific } from "./skin-enhance-magnific/workflow.ts";
import { skinEnhanceModelUpscale } from "./skin-enhance-model-upscale/workflow.ts";
import { skinEnhanceUpscale } from "./skin-enhance-upscale/workflow.ts";

/** Pictures made from pictures: inpainting, face swap, many references, upscaling, checks. */
export const edits: readonly WorkflowDefinition[] = [
	characterSheet,
	faceSimilarity,
	faceSimilarityReactor,
	faceSwapFluxPulid,
	faceSwapReactor,
	faceSwapSdxlFaceid,
	fluxInpaint,
	fluxKontextMultiReference,
	fluxOutpaint,
	fluxStyleReference,
	qwenImageEditMultiReference,
	skinEnhanceMagnific,
	skinEnhanceModelUpscale,
	skinEnhanceUpscale,
];
