/** Words that Python keeps for itself. */
const KEYWORDS = new Set(
	"False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
		" ",
	),
);

/** `createApiKey` and `comfy-v2` as Python writes names: `create_api_key`, `comfy_v2`. */
export const snake = (name: string) =>
	name
		.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
		.replaceAll(/[^A-Za-z\d]+/g, "_")
		.toLowerCase();

/** The same as a class. */
export const pascal = (name: string) =>
	name
		.split(/[^A-Za-z\d]+/)
		.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
		.join("");

/** A name that Python takes: one of its own words gets a line behind it. */
export const allowed = (name: string) => (KEYWORDS.has(name) ? `${name}_` : name);

/** Whether a field can be written as it is in the body of a class. */
export const isFieldName = (name: string) => /^[A-Za-z]\w*$/.test(name) && !KEYWORDS.has(name);

/** Text as a string of Python. */
export const quoted = (text: string) => JSON.stringify(text);

/** Text as the documentation of what stands before it. */
export function docstring(text: string): string {
	const escaped = text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
	return `"""${escaped.endsWith('"') ? `${escaped.slice(0, -1)}\\"` : escaped}"""`;
}
