import type { WorkflowDefinition } from "../define.ts";

/** Characters: LoRA training, reference datasets, whatever keeps one face through many pictures. */
export const characters: readonly WorkflowDefinition[] = [];
