/** A piece of a formula. */
export interface Token {
	kind: "number" | "text" | "name" | "variable" | "sign" | "end";
	text: string;
}

/** What is thrown where a formula says what is not read here: its price is not known. */
export class FormulaError extends Error {
	override readonly name = "FormulaError";
}

const PIECES =
	/\s+|\/\*[\s\S]*?\*\/|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<variable>\$[A-Za-z_]\w*)|(?<name>[A-Za-z_]\w*)|(?<sign>:=|!=|<=|>=|[-+*/%&=<>?:;,.()[\]{}])/gy;

/** The pieces of a formula. Pure; takes time in proportion to the text. @throws {FormulaError} */
export function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	for (const found of text.matchAll(PIECES)) {
		at = found.index + found[0].length;
		const { number, text: quoted, variable, name, sign } = found.groups ?? {};
		if (number !== undefined) tokens.push({ kind: "number", text: number });
		else if (quoted !== undefined) tokens.push({ kind: "text", text: unquoted(quoted) });
		else if (variable !== undefined) tokens.push({ kind: "variable", text: variable.slice(1) });
		else if (name !== undefined) tokens.push({ kind: "name", text: name });
		else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
	}
	if (at < text.length) throw new FormulaError(`at character ${at} is what no formula has`);
	return [...tokens, { kind: "end", text: "" }];
}

function unquoted(quoted: string): string {
	const inner = quoted.slice(1, -1);
	if (!inner.includes("\\")) return inner;
	if (quoted.startsWith("'")) throw new FormulaError("escapes are read between double quotes only");
	try {
		return String(JSON.parse(quoted));
	} catch {
		throw new FormulaError("a text has an escape that JSON does not know");
	}
}
