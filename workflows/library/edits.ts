import type { WorkflowDefinition } from "../define.ts";

/** Pictures made from pictures: inpainting, face swap, many references, upscaling, checks. */
export const edits: readonly WorkflowDefinition[] = [];
