import { findPipeline } from "../pipelines/index.ts";
import { characterSheetPlan, MAX_SHEET } from "../prompts/poses.ts";

/** What makes the pictures of a character sheet. */
const SHEET = "character-sheet";

/** What a job ran. */
export interface SceneJob {
	/** `id@version`; null: it ran none of its own. */
	workflow: string | null;
	pipeline: string | null;
	parameters: Readonly<Record<string, unknown>>;
}

/**
 * What varies in a picture that a job made, as its plan says it: `upper body, front view, smiling, park`. By the stage
 * that made it and its place there, from 0. Null where the job has no such plan: it made no character sheet, or is of a
 * pipeline that does not come with Darkroom. Pure.
 */
export function sceneOf(job: SceneJob, stage: string, place: number): string | null {
	if (job.workflow !== null) return isSheet(job.workflow) ? sceneOfSheet(job.parameters, place) : null;
	const made = findPipeline(job.pipeline ?? "")?.stages.find(({ key }) => key === stage);
	if (made === undefined || !("workflow" in made.run) || !isSheet(made.run.workflow)) return null;
	if (made.each === undefined) return sceneOfSheet({}, place);
	return "parameter" in made.each ? textIn(job.parameters[made.each.parameter], place) : null;
}

const isSheet = (reference: string) => reference === SHEET || reference.startsWith(`${SHEET}@`);

function sceneOfSheet(parameters: SceneJob["parameters"], place: number): string | null {
	const { scenes, first_picture = 0 } = parameters;
	const at = Number(first_picture) + place;
	if (Array.isArray(scenes) && scenes.length > 0) return textIn(scenes, at % scenes.length);
	return at < MAX_SHEET ? (characterSheetPlan(at + 1).at(-1)?.prompt ?? null) : null;
}

function textIn(list: unknown, at: number): string | null {
	const text: unknown = Array.isArray(list) ? list[at] : undefined;
	return typeof text === "string" ? text : null;
}
