import type { WorkflowDefinition } from "../definition/define.ts";
import { bodyTypeImage } from "./body-type-image/workflow.ts";
import { bodyTypeImageFlux } from "./body-type-image-flux/workflow.ts";
import { featuresImage } from "./features-image/workflow.ts";
import { flux2Image } from "./flux-2-image/workflow.ts";
import { flux2MultiReference } from "./flux-2-multi-reference/workflow.ts";
import { fluxBaseImage } from "./flux-base-image/workflow.ts";
import { fluxSchnellBaseImage } from "./flux-schnell-base-image/workflow.ts";
import { qwenImageBaseImage } from "./qwen-image-base-image/workflow.ts";
import { sdxlImage } from "./sdxl-image/workflow.ts";
import { storyboardImage } from "./storyboard-image/workflow.ts";
import { storyboardImageFlux2 } from "./storyboard-image-flux-2/workflow.ts";
import { zImageTurboBaseImage } from "./z-image-turbo-base-image/workflow.ts";

/** Pictures made from words. */
export const stills: readonly WorkflowDefinition[] = [
	bodyTypeImage,
	bodyTypeImageFlux,
	featuresImage,
	flux2Image,
	flux2MultiReference,
	fluxBaseImage,
	fluxSchnellBaseImage,
	qwenImageBaseImage,
	sdxlImage,
	storyboardImage,
	storyboardImageFlux2,
	zImageTurboBaseImage,
];
