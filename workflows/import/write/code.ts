/** Writing TypeScript the way the formatter of this repository would: tabs, 110 columns. */

const columns = 110;
/** What a tab counts for. */
const tab = 2;

/**
 * Something to write: text as it stands, a text literal, a list, or an object. An object that is not `inline`
 * always has a line for each field. A field without code is one that is called like the variable it gets.
 */
export type Code =
	| string
	| { text: string }
	| { list: readonly Code[] }
	| { fields: readonly (readonly [string, Code | null])[]; inline?: true };

/** A text literal: in the quotes that need fewer escapes. */
export function literal(text: string): string {
	const json = JSON.stringify(text);
	const doubles = text.split('"').length;
	const singles = text.split("'").length;
	if (doubles <= singles) return json;
	return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A number literal: the formatter writes no `+` in exponents. */
export function number(value: number): string {
	return String(value).replace("e+", "e");
}

/** Columns a text takes; wide characters take two. */
function widthOf(text: string): number {
	let width = 0;
	for (const character of text)
		width += character === "\t" ? tab : isWide(character) ? 2 : isMark(character) ? 0 : 1;
	return width;
}

function isWide(character: string): boolean {
	return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
		character,
	);
}

function isMark(character: string): boolean {
	return /[\p{Mn}\p{Me}\p{Cf}]/u.test(character);
}

export function fits(line: string): boolean {
	return widthOf(line) <= columns;
}

/** On one line, or null where it never goes there. */
function flat(code: Code): string | null {
	if (typeof code === "string") return code;
	if ("text" in code) return literal(code.text);
	if ("list" in code) {
		// Several objects in a list are always written one below the other.
		const objects = code.list.filter(
			(item) => typeof item === "object" && "fields" in item && item.fields.length > 1,
		);
		if (code.list.length > 1 && objects.length === code.list.length) return null;
		const items = code.list.map(flat);
		return items.some((item) => item === null) ? null : `[${items.join(", ")}]`;
	}
	if (code.fields.length === 0) return "{}";
	if (code.inline !== true) return null;
	const fields = code.fields.map(([key, item]) => [key, item === null ? null : flat(item)] as const);
	return fields.some(([, item]) => item === null)
		? null
		: `{ ${fields.map(([key, item]) => `${key}: ${item}`).join(", ")} }`;
}

/**
 * Lines of `head` + code + `tail`, the head indented by `depth` tabs. A text that does not fit after its key
 * goes on a line of its own, unless the key is so short that nothing would be won.
 */
export function written(head: string, code: Code, tail: string, depth: number): string[] {
	const indent = "\t".repeat(depth);
	const one = flat(code);
	if (one !== null && fits(`${indent}${head}${one}${tail}`)) return [`${indent}${head}${one}${tail}`];
	if (typeof code === "object" && "list" in code && code.list.length > 0)
		return [
			`${indent}${head}[`,
			...code.list.flatMap((item) => written("", item, ",", depth + 1)),
			`${indent}]${tail}`,
		];
	if (typeof code === "object" && "fields" in code && code.fields.length > 0)
		return [
			`${indent}${head}{`,
			...code.fields.flatMap(([key, item]) =>
				item === null ? [`${indent}\t${key},`] : written(`${key}: `, item, ",", depth + 1),
			),
			`${indent}}${tail}`,
		];
	const text = one ?? "";
	const key = head.trimEnd().replace(/:$/, "");
	if (typeof code === "object" && "text" in code && widthOf(key) >= tab + 3)
		return [`${indent}${head.trimEnd()}`, `${indent}\t${text}${tail}`];
	return [`${indent}${head}${text}${tail}`];
}

/** An import of names, sorted as the formatter sorts them. */
export function importLine(names: readonly string[], from: string): string[] {
	const sorted = [...new Set(names)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
	const line = `import { ${sorted.join(", ")} } from ${literal(from)};`;
	return fits(line)
		? [line]
		: ["import {", ...sorted.map((name) => `\t${name},`), `} from ${literal(from)};`];
}
