import type * as z from "zod";
import { type Character, withCharacter } from "../characters/fill.ts";
import { type JobRequest, jobRequestSchema } from "../contract/jobs/jobs.ts";
import { type ProjectSettings, SHOT_SEED_LIMIT, type ShotRequest } from "../contract/projects/projects.ts";

/** What of a shot makes its picture. */
export type ShotPicture = Pick<ShotRequest, "seed" | "references" | "style_lora"> & { prompt: string };

/**
 * What a shot's picture is asked for with, but for a seed that is chosen: what the shot says, or else its character,
 * or else the project. Pure.
 *
 * @param schema of the parameters of the project's workflow
 */
export function pictureParameters(
	schema: Pick<z.ZodObject, "shape">,
	project: ProjectSettings,
	shot: ShotPicture,
	character: Character | null,
): Record<string, unknown> {
	const own = {
		prompt: shot.prompt,
		...(shot.references.length > 0 && { references: shot.references }),
		...styleOf(shot.style_lora),
		...(shot.seed !== null && { seed: shot.seed }),
	};
	const filled = character === null ? own : withCharacter(schema, character, own);
	return {
		...(project.negative_prompt !== null && { negative_prompt: project.negative_prompt }),
		...(project.aspect_ratio !== null && { aspect_ratio: project.aspect_ratio }),
		...("style_lora" in filled ? {} : styleOf(project.style_lora)),
		...filled,
	};
}

function styleOf(style: ShotRequest["style_lora"]): Record<string, unknown> {
	return style === null ? {} : { style_lora: style.file, style_lora_strength: style.strength };
}

/** A seed for a shot that has none; `random` is in [0, 1). Pure. */
export function chosenSeed(random: number): number {
	return Math.floor(random * SHOT_SEED_LIMIT);
}

/** The job that makes the picture. */
export function pictureRequest(
	project: ProjectSettings & { id: string },
	shot: { id: string; character: string | null },
	parameters: Record<string, unknown>,
): JobRequest {
	return jobRequestSchema.parse({
		workflow: project.workflow,
		parameters,
		...(project.pool !== null && { pool: project.pool }),
		...(shot.character !== null && { character: shot.character }),
		metadata: { project: project.id, shot: shot.id },
	});
}
