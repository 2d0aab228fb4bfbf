import type { WorkflowDefinition } from "../definition/define.ts";
import { finalGenerationLora } from "./final-generation-lora/workflow.ts";
import { multiRefBack } from "./multi-ref-back/workflow.ts";
import { multiRefFace } from "./multi-ref-face/workflow.ts";
import { multiRefFaceNoReference } from "./multi-ref-face-no-reference/workflow.ts";
import { multiRefFront } from "./multi-ref-front/workflow.ts";
import { multiRefSide } from "./multi-ref-side/workflow.ts";
import { sd15ImageToImage } from "./sd15-image-to-image/workflow.ts";
import { sd15RegularizationImages } from "./sd15-regularization-images/workflow.ts";
import { sd15TextToImage } from "./sd15-text-to-image/workflow.ts";
import { sd15TextToImageExplicitVae } from "./sd15-text-to-image-explicit-vae/workflow.ts";
import { trainLoraCore } from "./train-lora-core/workflow.ts";
import { trainLoraFluxTrainer } from "./train-lora-flux-trainer/workflow.ts";

/** Characters: LoRA training, reference datasets, whatever keeps one face through many pictures. */
export const characters: readonly WorkflowDefinition[] = [
	finalGenerationLora,
	multiRefBack,
	multiRefFace,
	multiRefFaceNoReference,
	multiRefFront,
	multiRefSide,
	sd15ImageToImage,
	sd15RegularizationImages,
	sd15TextToImage,
	sd15TextToImageExplicitVae,
	trainLoraCore,
	trainLoraFluxTrainer,
];
