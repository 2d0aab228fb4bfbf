import { type Features, featurePrompt } from "./features.ts";
import { joinTexts, plainText } from "./text.ts";

/** Longest description of a character, in UTF-16 units: with its features it fits every workflow's prompt. */
export const MAX_DESCRIPTION = 2000;

/** What is said of a character once, and stands in every prompt of it. */
export interface CharacterSettings extends Omit<Features, "extra"> {
	/** Looks and clothes in one's own words. */
	description?: string | undefined;
	/** What is not wanted in any picture of it. */
	negative_prompt?: string | undefined;
}

/**
 * A character's settings as the text of a prompt: its features, where there are any, and then its description.
 * Empty where neither says anything.
 */
export function characterPrompt(settings: CharacterSettings): string {
	const { description = "", negative_prompt: _, ...features } = settings;
	const said = Object.values(features).some((value) => value !== undefined && value !== "");
	return joinTexts([said ? featurePrompt(features) : "", plainText(description, MAX_DESCRIPTION)]);
}
