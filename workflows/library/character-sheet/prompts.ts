import { numberAt, textAt, textsAt } from "../../definition/values.ts";
import { characterSheetPlan, MAX_SHEET, type SheetPicture } from "../../prompts/poses.ts";
import { joinTexts } from "../../prompts/text.ts";
import { realistic } from "../parts/pictures.ts";

export { MAX_SHEET };

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
	return realistic(joinTexts([textAt(values, "prompt"), scene]), values.realism);
}
