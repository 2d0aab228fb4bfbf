import { characterSheetPlan, maxSheet, type SheetPicture } from "../../prompts/poses.ts";
import { type RealismId, withRealism } from "../../prompts/realism.ts";
import { joinTexts } from "../../prompts/text.ts";
import { withTrigger } from "../../prompts/trigger.ts";
import { flagAt, numberAt, textAt, textsAt } from "../../values.ts";

export { maxSheet };

/** The lines on skin and hair. Those on light and camera would make all surroundings alike. */
const skin: readonly RealismId[] = ["strands", "pores", "subsurface_scattering", "reflectance", "veins"];

/** The picture of the plan that a task of the sheet makes. */
export function sheetPicture(firstPicture: number, variation: number): SheetPicture {
	const picture = characterSheetPlan(firstPicture + variation + 1).at(-1);
	if (picture === undefined) throw new RangeError("a plan has at least one picture");
	return picture;
}

/** The prompt of one picture of the sheet, from the parameters of the workflow. */
export function sheetPrompt(values: Readonly<Record<string, unknown>>, variation: number): string {
	const scenes = textsAt(values, "scenes");
	const first = numberAt(values, "first_picture");
	const scene =
		scenes.length > 0
			? (scenes[(first + variation) % scenes.length] ?? "")
			: sheetPicture(first, variation).prompt;
	const prompt = joinTexts([textAt(values, "prompt"), scene]);
	return withTrigger(
		textAt(values, "trigger_word"),
		flagAt(values, "skin_detail") ? withRealism(prompt, skin) : prompt,
	);
}
