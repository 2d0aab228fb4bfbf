import { type Standards, standardsSchema } from "../quality/checks/standards.ts";
import type { WorkflowDefinition } from "./define.ts";

/**
 * What pictures and films of a workflow are held against, for people: from the same figures that workers use. Empty where
 * it leaves neither.
 */
export function qualityLines(
	workflow: Pick<WorkflowDefinition, "standards" | "outputs" | "seed" | "partner" | "category">,
): string[] {
	const { standards = {}, outputs, seed, partner, category } = workflow;
	const kinds = new Set(outputs.map(({ kind }) => kind));
	const limits = standardsSchema.parse(standards);
	const again = seed !== undefined && partner === undefined && category !== "training";
	const refused = again
		? "Refused, and taken again once with another seed unless the job says otherwise"
		: "Told as failed";
	const percent = (share: number) => `${Math.round(share * 100)} %`;
	const pictures = [
		`${refused}: a picture that cannot be read to its end, is of another type than its name says or of another size than asked for, is of one colour (spread below ${limits.spread_from}), or is noise (correlation of neighbours below ${limits.grain_from}).`,
		`Told as doubtful: nowhere sharp (below ${limits.sharpness_from}), more than ${percent(limits.dark_up_to)} black or ${percent(limits.bright_up_to)} white${limits.subject === "photograph" ? `, skin without texture (below ${limits.skin_texture_from})` : ""}.`,
	];
	const faces = faceLines(limits);
	const films = [
		`${refused}: a film with another number of pictures, rate or size than asked for, or, where the worker has ffmpeg, one that cannot be decoded to its end or is black for more than half of it.`,
		"Told as doubtful, where the worker has ffmpeg: begins in black, stands still, flickers, is silent; where it is about a character: no face in half of it, or one less like its references than pictures may be.",
	];
	return [...(kinds.has("image") ? [...pictures, ...faces] : []), ...(kinds.has("video") ? films : [])];
}

/** What is looked for in faces; empty where nobody asked for one. */
function faceLines({ face_view, face_match_from, face_match_target }: Standards): string[] {
	const percent = (share: number) => `${Math.round(share * 100)} %`;
	const target =
		face_match_target > face_match_from
			? [
					`Told as doubtful, where it is about a character: a face less like its references than ${percent(face_match_target)} (the calibrated score).`,
				]
			: [];
	if (face_view === "unasked") return target;
	if (face_view === "back") return ["Refused: a back out of which a face looks from the front."];
	const view = face_view === "any" ? "" : `, or seen other than from the ${face_view}`;
	return [
		`Refused, where it is about a character: a face from the front less like its references than ${percent(face_match_from)}${view}. Told as doubtful: no face, or one that is nowhere sharp.`,
		...target,
	];
}
