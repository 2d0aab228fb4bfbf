import type * as z from "zod";
import { characterPrompt } from "../../workflows/prompts/character.ts";
import type { Subject } from "./subject.ts";

/** What of a character goes into pictures of it. */
export type Character = Pick<Subject, "settings" | "base_image" | "style_lora"> & { references: string[] };

/**
 * What a character gives for parameters of these names, the best first: a parameter gets the first value that its
 * schema takes. With `makes`, the job makes its references: then those that are there are not what it goes by.
 */
function offers({ settings, base_image, style_lora, references }: Character, makes: boolean) {
	const { description: _, negative_prompt, ...features } = settings;
	const one = (value: unknown) => (value === null || value === undefined || value === "" ? [] : [value]);
	const base = one(base_image);
	const picture = base.length > 0 ? base : references.slice(0, 1);
	// As many as the parameter takes.
	const lists = makes ? [] : references.map((_, i) => references.slice(0, references.length - i));
	const all: Record<string, unknown[]> = {
		prompt: one(characterPrompt(settings)),
		negative_prompt: one(negative_prompt),
		references: [...lists, ...base.map((id) => [id])],
		face: picture,
		base_image: picture,
		character_image: picture,
		style_lora: one(style_lora?.file),
		style_lora_strength: one(style_lora?.strength),
	};
	for (const [name, value] of Object.entries(features)) all[name] = one(value);
	return all;
}

/**
 * The parameters of a job about a character: what was sent, and for the rest what the character gives. `null`, or an
 * empty list, refuses what it would give. Pure.
 *
 * @param schema of the parameters of the workflow or pipeline
 */
export function withCharacter(
	schema: Pick<z.ZodObject, "shape">,
	character: Character,
	sent: Readonly<Record<string, unknown>>,
	makes = false,
): Record<string, unknown> {
	const refused = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);
	const kept = Object.entries(sent).filter(([, value]) => !refused(value));
	const given = Object.entries(offers(character, makes)).flatMap(([name, values]): [string, unknown][] => {
		const takes = schema.shape[name] as z.ZodType | undefined;
		// A strength belongs to the file that comes with it.
		const of = name.replace(/_strength$/, "");
		if (!takes || Object.hasOwn(sent, name) || Object.hasOwn(sent, of)) return [];
		const value = values.find((one) => takes.safeParse(one).success);
		return value === undefined ? [] : [[name, value]];
	});
	return { ...Object.fromEntries(kept), ...Object.fromEntries(given) };
}
