import { FormulaError, type Token, tokensOf } from "./tokens.ts";

/** A formula as it is worked out. */
export type Formula =
	| { is: "literal"; value: string | number | boolean | null }
	| { is: "name"; name: string }
	| { is: "variable"; name: string }
	| { is: "field"; of: Formula; name: string }
	| { is: "item"; of: Formula; at: Formula }
	| { is: "list"; items: readonly Formula[] }
	| { is: "object"; members: readonly (readonly [Formula, Formula])[] }
	| { is: "minus"; of: Formula }
	| { is: "operation"; sign: Operation; left: Formula; right: Formula }
	| { is: "choice"; when: Formula; then: Formula; otherwise: Formula | undefined }
	| { is: "bind"; name: string; to: Formula }
	| { is: "block"; steps: readonly Formula[] }
	| { is: "function"; parameters: readonly string[]; body: Formula }
	| { is: "call"; of: Formula; given: readonly Formula[] };

const BINDS = {
	or: 25,
	and: 30,
	"=": 40,
	"!=": 40,
	"<": 40,
	">": 40,
	"<=": 40,
	">=": 40,
	in: 40,
	"+": 50,
	"-": 50,
	"&": 50,
	"*": 60,
	"/": 60,
	"%": 60,
} as const;
export type Operation = keyof typeof BINDS;
const [CHOOSES, MINUS, FOLLOWS] = [20, 70, 75];

/** Longer formulas are not read, in UTF-16 units. The longest of real nodes has 3,000. */
export const MAX_FORMULA = 20_000;
/** Nor those that are nested deeper: a chain of choices is one within the other. */
const DEEPEST = 100;

/**
 * Reads a price formula: of JSONata what nodes at partners use, without regular expressions, `~>`, sorting, grouping,
 * wildcards and steps over lists. Pure; takes time in proportion to its length.
 *
 * @throws {FormulaError} where it is longer or deeper than formulas are, or says anything else
 */
export function parseFormula(text: string): Formula {
	if (text.length > MAX_FORMULA) throw new FormulaError(`it is longer than ${MAX_FORMULA} characters`);
	const parser = new Parser(tokensOf(text));
	return parser.whole();
}

class Parser {
	#at = 0;
	#depth = 0;
	readonly #tokens: readonly Token[];

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	whole(): Formula {
		const formula = this.#expression(0);
		if (this.#next().kind !== "end") throw new FormulaError("something stands behind its end");
		return formula;
	}

	#peek(): Token {
		return this.#tokens[this.#at] ?? { kind: "end", text: "" };
	}

	#next(): Token {
		const token = this.#peek();
		this.#at += 1;
		return token;
	}

	#sees(sign: string): boolean {
		const { kind, text } = this.#peek();
		return kind === "sign" && text === sign;
	}

	#takes(sign: string): boolean {
		const found = this.#sees(sign);
		if (found) this.#at += 1;
		return found;
	}

	#must(sign: string): void {
		if (!this.#takes(sign))
			throw new FormulaError(`${sign} is missing before ${this.#peek().text || "its end"}`);
	}

	#expression(least: number): Formula {
		this.#depth += 1;
		if (this.#depth > DEEPEST) throw new FormulaError(`it is nested deeper than ${DEEPEST}`);
		let left = this.#start();
		for (let more = this.#goesOn(left, least); more !== undefined; more = this.#goesOn(left, least))
			left = more;
		this.#depth -= 1;
		return left;
	}

	#start(): Formula {
		const { kind, text } = this.#next();
		switch (kind) {
			case "number":
				return { is: "literal", value: Number(text) };
			case "text":
				return { is: "literal", value: text };
			case "variable":
				return this.#takes(":=")
					? { is: "bind", name: text, to: this.#expression(0) }
					: { is: "variable", name: text };
			case "name":
				if (text === "function" && this.#sees("(")) return this.#function();
				if (text === "true" || text === "false") return { is: "literal", value: text === "true" };
				return text === "null" ? { is: "literal", value: null } : { is: "name", name: text };
			case "sign":
				if (text === "-") return { is: "minus", of: this.#expression(MINUS) };
				if (text === "(") return { is: "block", steps: this.#until(")", ";", () => this.#expression(0)) };
				if (text === "[") return { is: "list", items: this.#until("]", ",", () => this.#expression(0)) };
				if (text === "{") return { is: "object", members: this.#until("}", ",", () => this.#member()) };
				throw new FormulaError(`${text} begins nothing`);
			case "end":
				throw new FormulaError("it ends too early");
		}
	}

	/** The formula with what stands behind it, or undefined where that is no part of it. */
	#goesOn(left: Formula, least: number): Formula | undefined {
		const { kind, text } = this.#peek();
		if (kind !== "sign" && kind !== "name") return undefined;
		if (FOLLOWS > least && this.#takes(".")) {
			const name = this.#next();
			if (name.kind !== "name") throw new FormulaError("behind a dot stands the name of a field");
			return { is: "field", of: left, name: name.text };
		}
		if (FOLLOWS > least && this.#takes("[")) {
			const at = this.#expression(0);
			this.#must("]");
			return { is: "item", of: left, at };
		}
		if (FOLLOWS > least && this.#takes("("))
			return { is: "call", of: left, given: this.#until(")", ",", () => this.#expression(0)) };
		if (CHOOSES > least && this.#takes("?")) {
			const then = this.#expression(0);
			return {
				is: "choice",
				when: left,
				then,
				otherwise: this.#takes(":") ? this.#expression(0) : undefined,
			};
		}
		if (!isOperation(text) || BINDS[text] <= least) return undefined;
		this.#at += 1;
		return { is: "operation", sign: text, left, right: this.#expression(BINDS[text]) };
	}

	#until<T>(end: string, between: string, read: () => T): T[] {
		const all: T[] = [];
		while (!this.#takes(end)) {
			all.push(read());
			if (!this.#sees(end)) this.#must(between);
		}
		return all;
	}

	#member(): readonly [Formula, Formula] {
		const name = this.#expression(0);
		this.#must(":");
		return [name, this.#expression(0)];
	}

	#function(): Formula {
		this.#must("(");
		const parameters = this.#until(")", ",", () => {
			const { kind, text } = this.#next();
			if (kind !== "variable") throw new FormulaError("a function takes variables");
			return text;
		});
		this.#must("{");
		const body = this.#expression(0);
		this.#must("}");
		return { is: "function", parameters, body };
	}
}

function isOperation(text: string): text is Operation {
	return Object.hasOwn(BINDS, text);
}
