import { bodyTypes } from "./body-types/pipeline.ts";
import { characterCreation } from "./character-creation/pipeline.ts";
import { characterReferenceDataset } from "./character-reference-dataset/pipeline.ts";
import type { PipelineDefinition } from "./definition/document.ts";
import { filmFromPicture } from "./film-from-picture/pipeline.ts";

/** Every pipeline that comes with Darkroom. Old versions stay, so that old requests can be repeated. */
export const pipelines: readonly PipelineDefinition[] = [
	bodyTypes,
	characterCreation,
	characterReferenceDataset,
	filmFromPicture,
].sort((a, b) => (a.id === b.id ? a.version - b.version : a.id < b.id ? -1 : 1));

/** The pipeline called `id@version`, or the newest version of `id`. Undefined where there is none. */
export function findPipeline(reference: string): PipelineDefinition | undefined {
	const [name = "", version, ...rest] = reference.split("@");
	if (rest.length > 0) return undefined;
	return pipelines.findLast((p) => p.id === name && (version === undefined || version === String(p.version)));
}
