/**
 * Requests that are small to send and meant to be expensive to answer. Deterministic: the same seed and size, the
 * same request. Each shape makes one thing large or steep; which, and how far, the dice say.
 */

/** About how large a request may be, in characters of its JSON. None is larger than {@link LARGEST} times that. */
export interface Scale {
	characters: number;
}
/** At the scale of the benchmark this is what the widest body of the edge takes. */
export const LARGEST = 20;

export type Json = Record<string, unknown>;

export const range = (count: number) => Array.from({ length: Math.max(1, Math.floor(count)) }, (_, i) => i);
export const named = (count: number, make: (i: number) => unknown, prefix = ""): Json =>
	Object.fromEntries(range(count).map((i) => [`${prefix}${i}`, make(i)]));
export const described = (required: Json, more: Json = {}): Json => ({
	input: { required },
	output: ["IMAGE"],
	output_node: true,
	is_input_list: false,
	...more,
});

/** Texts that are slow to read, or grow when they are written. */
export const signs = [
	"1",
	"1_",
	"٣",
	"\u0001",
	"\ud800",
	"'",
	"\\",
	'"',
	"𝟗",
	"x",
	"a,",
	".",
	"-",
	"\u2028",
	"é",
];

/** What patterns for names look for: many of them in one name are many places to begin. */
export const words = [
	"python",
	"exec",
	"load",
	"text",
	"encodeedit",
	".ref_",
	"[input] ",
	"%a",
	"1",
	"|",
	" ",
];

/** A class whose inputs depend on the values, so that nothing of it can be remembered. */
export const dynamic = (inputs: Json, choices = 1): unknown => [
	"COMFY_DYNAMICCOMBO_V3",
	{ options: range(choices).map((i) => ({ key: `k${i}`, inputs: { required: inputs } })) },
];
export const v3 = { deprecated: false, experimental: false, output_matchtypes: null };
