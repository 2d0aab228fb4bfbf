import type { WorkflowDefinition } from "../define.ts";

/** Moving pictures, on the GPU and at partners. */
export const films: readonly WorkflowDefinition[] = [];
