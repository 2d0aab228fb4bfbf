import type { CharacterResource } from "../../../contract/characters/characters.ts";

type Settings = CharacterResource["settings"];

/** Short ones, in the order of the form. */
export const FEATURES = [
	"gender",
	"age",
	"ethnicity",
	"hair_style",
	"hair_color",
	"eye_color",
	"skin",
	"facial_hair",
] as const satisfies readonly (keyof Settings)[];
const TEXTS = ["description", "negative_prompt", ...FEATURES] as const satisfies readonly (keyof Settings)[];

/** What a form holds of a character: all of it text, empty where nothing is said. */
export type SettingsForm = Record<"name" | (typeof TEXTS)[number], string>;

/** A character as a form. Pure. */
export function formOf({ name, settings }: Pick<CharacterResource, "name" | "settings">): SettingsForm {
	const texts = TEXTS.map((key) => [key, String(settings[key] ?? "")]);
	return { name, ...Object.fromEntries(texts) };
}

/** The settings that a form says: what is blank is not said, and an age that is no number is left for the edge to refuse. Pure. */
export function settingsOf(form: SettingsForm): Settings {
	const said = TEXTS.flatMap((key) => {
		const text = form[key].trim();
		if (text === "") return [];
		return [[key, key === "age" && Number.isFinite(Number(text)) ? Number(text) : text]];
	});
	return Object.fromEntries(said);
}
