import { adultAge, ethnicityPhrase, eyePhrase, hairPhrase } from "./features.ts";

export const bodyTypeIds = [
	"female-slim",
	"female-athletic",
	"female-curvy",
	"female-voluptuous",
	"male-slim",
	"male-athletic",
	"male-muscular",
	"male-chubby",
] as const;
export type BodyTypeId = (typeof bodyTypeIds)[number];

export interface BodyType {
	id: BodyTypeId;
	gender: "female" | "male";
	/** One word for people: `Slim`. */
	label: string;
	/** What fills `[body type description]`, before the words "body type". */
	description: string;
	/** What the workflow is run with for this body. */
	parameters: BodyTypeParameters;
}

export interface BodyTypeParameters {
	/**
	 * How closely the pose is followed, 0 to 1. A pose skeleton carries the proportions of whoever it was taken
	 * from, so bodies far from average need more freedom. Starting values by that reasoning: not measured.
	 */
	controlnet_strength: number;
}

/** The eight body types (S0-A59, S0-A61), four female and four male. */
export const bodyTypes: readonly BodyType[] = [
	{
		id: "female-slim",
		gender: "female",
		label: "Slim",
		description: "slim and slender",
		parameters: { controlnet_strength: 0.8 },
	},
	{
		id: "female-athletic",
		gender: "female",
		label: "Athletic",
		description: "athletic and toned",
		parameters: { controlnet_strength: 0.85 },
	},
	{
		id: "female-curvy",
		gender: "female",
		label: "Curvy",
		description: "curvy hourglass",
		parameters: { controlnet_strength: 0.75 },
	},
	{
		id: "female-voluptuous",
		gender: "female",
		label: "Voluptuous",
		description: "voluptuous full-figured",
		parameters: { controlnet_strength: 0.65 },
	},
	{
		id: "male-slim",
		gender: "male",
		label: "Slim",
		description: "slim and lean",
		parameters: { controlnet_strength: 0.8 },
	},
	{
		id: "male-athletic",
		gender: "male",
		label: "Athletic",
		description: "athletic and fit",
		parameters: { controlnet_strength: 0.85 },
	},
	{
		id: "male-muscular",
		gender: "male",
		label: "Muscular",
		description: "muscular broad-shouldered",
		parameters: { controlnet_strength: 0.7 },
	},
	{
		id: "male-chubby",
		gender: "male",
		label: "Chubby",
		description: "chubby heavyset",
		parameters: { controlnet_strength: 0.65 },
	},
];

/** The body type of that id. */
export function bodyType(id: BodyTypeId): BodyType {
	const found = bodyTypes.find((type) => type.id === id);
	if (found === undefined)
		throw new RangeError(`There is no body type ${id}. Use one of ${bodyTypeIds.join(", ")}`);
	return found;
}

/** The prompt as it was written down (S0-A63), with its line breaks and its slot. */
export const bodyTypeTemplate = `A beautiful, attractive woman, 25 years old, caucasian ethnicity,
long brown hair, brown eyes, [body type description] body type,
full body view, wearing form-fitting casual outfit, professional portrait,
8K hyper-realistic, photorealistic, professional photography,
ultra high quality, extremely detailed, sharp focus, clean composition,
studio lighting, editorial fashion photography, masterpiece, best quality`;

/** Who the template shows, where nothing else is said. */
const people = {
	female: { subject: "A beautiful, attractive woman", age: 25 },
	male: { subject: "A handsome, attractive man", age: 28 },
} as const;

/** What of the template changes with the character. Everything else is fixed. */
const slots =
	/A beautiful, attractive woman|25 years old|caucasian ethnicity|long brown hair|brown eyes|\[body type description\]/g;

export interface BodyTypeCharacter {
	type: BodyTypeId;
	/** In years, 18 to 100; 25 for a woman and 28 for a man when absent. */
	age?: number | undefined;
	ethnicity?: string | undefined;
	hair_style?: string | undefined;
	hair_color?: string | undefined;
	eye_color?: string | undefined;
}

/**
 * The prompt for a full-body picture of a body type: `bodyTypeTemplate`, line breaks included, with the
 * description in its slot and the character's own age, ethnicity, hair and eyes where they are given. Nothing of
 * what is given brings a line break or control character along. With neither hair style nor colour the hair is
 * the template's, with one of them only that one is said.
 */
export function bodyTypePrompt(character: BodyTypeCharacter): string {
	const { gender, description } = bodyType(character.type);
	const { subject, age } = people[gender];
	const words: ReadonlyMap<string, string> = new Map([
		["A beautiful, attractive woman", subject],
		["25 years old", `${adultAge(character.age) ?? age} years old`],
		["caucasian ethnicity", ethnicityPhrase(character.ethnicity)],
		["long brown hair", hairPhrase(character.hair_style, character.hair_color)],
		["brown eyes", eyePhrase(character.eye_color)],
		["[body type description]", description],
	]);
	// One pass, so that what a caller writes is never taken for a slot.
	return bodyTypeTemplate.replace(slots, (slot) => words.get(slot) || slot);
}
