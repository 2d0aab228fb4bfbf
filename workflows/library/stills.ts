import type { WorkflowDefinition } from "../define.ts";
import { storyboardImage } from "./storyboard-image/workflow.ts";
import { zImageTurboBaseImage } from "./z-image-turbo-base-image/workflow.ts";

/** Pictures made from words. */
export const stills: readonly WorkflowDefinition[] = [storyboardImage, zImageTurboBaseImage];
