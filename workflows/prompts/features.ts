import { joinTexts, MAX_PROMPT, phrase, plainText } from "./text.ts";

/** What a character looks like. All optional; blank counts as absent. */
export interface Features {
	/** `female`, `male`, `non-binary`, or a noun of one's own such as `elf`. */
	gender?: string | undefined;
	/** In years, `minAge` to `maxAge`; see `adultAge`. */
	age?: number | undefined;
	ethnicity?: string | undefined;
	hair_style?: string | undefined;
	hair_color?: string | undefined;
	eye_color?: string | undefined;
	skin?: string | undefined;
	facial_hair?: string | undefined;
	/** Anything else: clothes, marks, mood. */
	extra?: string | undefined;
}

/**
 * What a form offers for each feature. Suggestions: every feature takes free text as well, because people's looks
 * do not fit a list.
 */
export const featureWords = {
	gender: ["female", "male", "non-binary"],
	ethnicity: [
		"caucasian",
		"black",
		"east asian",
		"south asian",
		"southeast asian",
		"middle eastern",
		"latina",
		"latino",
		"pacific islander",
		"mixed",
	],
	hair_style: [
		"long",
		"shoulder-length",
		"short",
		"long straight",
		"long wavy",
		"long curly",
		"short curly",
		"braided",
		"tied-back",
		"bob-cut",
		"pixie-cut",
		"buzz-cut",
		"afro",
		"bald",
	],
	hair_color: [
		"black",
		"dark brown",
		"brown",
		"light brown",
		"blonde",
		"platinum blonde",
		"red",
		"auburn",
		"ginger",
		"grey",
		"white",
		"pink",
		"blue",
	],
	eye_color: ["brown", "dark brown", "hazel", "amber", "green", "blue", "grey"],
	skin: ["fair", "light", "medium", "olive", "tan", "brown", "dark", "freckled"],
	facial_hair: ["clean-shaven", "stubble", "moustache", "short beard", "full beard"],
} as const satisfies Partial<Record<keyof Features, readonly string[]>>;

/** Characters are adults: nothing here describes anybody younger. */
export const MIN_AGE = 18;
export const MAX_AGE = 100;

/** The age in whole years, brought between `minAge` and `maxAge`; undefined where it is no number. */
export function adultAge(age: number | undefined): number | undefined {
	if (age === undefined || Number.isNaN(age)) return undefined;
	return Math.min(MAX_AGE, Math.max(MIN_AGE, Math.floor(age)));
}

const nouns: ReadonlyMap<string, string> = new Map([
	["female", "woman"],
	["male", "man"],
	["non-binary", "androgynous person"],
]);

/** `brown` and `eyes` make `brown eyes`; `brown eyes` stays as it is. Empty where there is nothing to say. */
function describe(value: string | undefined, noun: string): string {
	const words = phrase(value);
	return words === "" || words.toLowerCase().endsWith(noun) ? words : `${words} ${noun}`;
}

/** Style and colour as one phrase: `long brown hair`, or `bald`, whatever the colour would be. */
export function hairPhrase(style: string | undefined, color: string | undefined): string {
	const cut = phrase(style);
	if (/^(?:bald|shaved head)$/i.test(cut)) return cut;
	return describe(joinWords([cut.replace(/ hair$/i, ""), phrase(color)]), "hair");
}

/** `brown eyes`. */
export function eyePhrase(color: string | undefined): string {
	return describe(color, "eyes");
}

/** `caucasian ethnicity`. */
export function ethnicityPhrase(ethnicity: string | undefined): string {
	return describe(ethnicity, "ethnicity");
}

function joinWords(words: readonly string[]): string {
	return words.filter((word) => word !== "").join(" ");
}

/**
 * One readable prompt of a character's features (S0-A05): `A woman, 25 years old, caucasian ethnicity, long brown
 * hair, brown eyes, fair skin`. Without a gender it is `A person`. Free text is made plain: one line, no control
 * characters, 120 characters for each feature and 1000 for `extra`.
 */
export function featurePrompt(features: Features): string {
	const gender = phrase(features.gender, "person");
	const noun = nouns.get(gender.toLowerCase()) ?? gender;
	const age = adultAge(features.age);
	const text = joinTexts([
		`${/^[aeiou]/i.test(noun) ? "An" : "A"} ${noun}`,
		age === undefined ? "" : `${age} years old`,
		ethnicityPhrase(features.ethnicity),
		hairPhrase(features.hair_style, features.hair_color),
		eyePhrase(features.eye_color),
		describe(features.skin, "skin"),
		phrase(features.facial_hair),
		plainText(features.extra ?? "", 1000),
	]);
	return plainText(text, MAX_PROMPT);
}
