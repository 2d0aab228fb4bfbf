import { plainText } from "../prompts/text.ts";
import { MAX_CAPTION, triggerWord, withTrigger } from "../prompts/trigger.ts";

/**
 * A caption with all that can be mended without knowing the picture: one line, no empty parts, no more than fits, the
 * trigger word first, once, and with a comma behind it. What it lacks of framing, pose or background it goes on lacking.
 * Of a scene of a sheet, such as `portrait, front view, smiling, plain white background`, it makes the caption of its
 * picture. Idempotent.
 */
export function mendedCaption(caption: string, trigger: string): string {
	const word = triggerWord(trigger);
	const text = withTrigger(trigger, plainText(caption, MAX_CAPTION));
	const rest = text.slice(word.length);
	const parted = word === "" || rest === "" || rest.startsWith(",") ? text : `${word}, ${rest}`;
	return plainText(parted, MAX_CAPTION);
}
