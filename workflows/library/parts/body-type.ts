import * as z from "zod";
import type { ComputedValue, Preset, Slot, WorkflowDefinition } from "../../definition/define.ts";
import { promptText } from "../../definition/parameters.ts";
import { textAt } from "../../definition/values.ts";
import { type BodyTypeId, bodyTypeIds, bodyTypePrompt, bodyTypes } from "../../prompts/body-types.ts";
import { MAX_AGE, MIN_AGE } from "../../prompts/features.ts";
import { MAX_PHRASE } from "../../prompts/text.ts";
import { megapixelSizes } from "./canvas.ts";

/** What the workflows for pictures of body types share. */

const word = (description: string) => promptText(MAX_PHRASE).optional().meta({ description });

/** Which body, and whose: what fills the prompt. */
export const bodyTypeCharacter = {
	body_type: z.enum(bodyTypeIds).meta({
		description: "Which body; brings its words and its parameters along. Four female and four male ones.",
	}),
	age: z
		.int()
		.min(MIN_AGE)
		.max(MAX_AGE)
		.optional()
		.meta({ description: "Age of the character in years: 25 for a woman and 28 for a man unless sent." }),
	ethnicity: word("Ethnicity of the character: caucasian unless sent."),
	hair_style: word("Style of the hair, such as long, short curly or bald."),
	hair_color: word("Colour of the hair. With neither style nor colour the hair is long and brown."),
	eye_color: word("Colour of the eyes: brown unless sent."),
};

/** Room for a whole body: 4:5 at 768x960 unless another shape is sent. */
export const bodyTypeSizes = { ...megapixelSizes, "4:5": { width: 768, height: 960 } } as const;

/** How closely the pose is followed: what the body type says unless sent. */
export const bodyTypeStrength = z.number().min(0).max(2).optional().meta({
	description:
		"How closely the pose is followed. What body_type says, 0.65 to 0.85, unless sent. Used with pose only.",
});

/** What each shape and each body type is run with. Sent parameters count instead. */
export const bodyTypePresets: readonly Preset[] = [
	{ parameter: "aspect_ratio", choices: bodyTypeSizes },
	{
		parameter: "body_type",
		choices: Object.fromEntries(bodyTypes.map(({ id, parameters }) => [id, { ...parameters }])),
	},
];

/** The prompt: the template of the body types, filled with the character. */
export function bodyTypePositive(slot: Slot): ComputedValue {
	return {
		name: "positive",
		from: ["body_type", "age", "ethnicity", "hair_style", "hair_color", "eye_color"],
		slots: [slot],
		compute: (values) =>
			bodyTypePrompt({
				type: bodyTypeAt(values.body_type),
				age: typeof values.age === "number" ? values.age : undefined,
				ethnicity: textAt(values, "ethnicity"),
				hair_style: textAt(values, "hair_style"),
				hair_color: textAt(values, "hair_color"),
				eye_color: textAt(values, "eye_color"),
			}),
		what: "the full-body prompt of body types, word for word, with the character's own features in it",
	};
}

function bodyTypeAt(value: unknown): BodyTypeId {
	const found = bodyTypeIds.find((id) => id === value);
	if (found === undefined) throw new TypeError(`${String(value)} is no body type`);
	return found;
}

/** One request of the plan, as a client sends it. */
export interface BodyTypeRequest {
	workflow: string;
	parameters: Record<string, unknown>;
}

/**
 * The eight requests that show a character in every body type: four female, four male, in the order of
 * `bodyTypeIds`. What they share goes along unchanged: features, pose, base image, and above all the seed, so
 * that the pictures differ in the body and little else.
 *
 * @param workflow body-type-image or body-type-image-flux
 * @param shared parameters of that workflow other than `body_type`
 */
export function bodyTypePlan(
	workflow: Pick<WorkflowDefinition, "id" | "version">,
	shared: Readonly<Record<string, unknown>> = {},
): BodyTypeRequest[] {
	return bodyTypeIds.map((body_type) => ({
		workflow: `${workflow.id}@${workflow.version}`,
		parameters: { ...shared, body_type },
	}));
}
