/** Deepest nesting of a JSON body. A graph may have 32 levels; what is deeper is meant to break a parser. */
export const MAX_JSON_DEPTH = 64;
/** Most fields of a body, and most values in one of them, but for those whose readers count themselves. */
export const MAX_FIELDS = 1_000;
export const MAX_VALUES = 20_000;

/** What a route's body may hold. */
export interface BodyShape {
	/** Fields that may hold any number of values: graphs, and what describes a ComfyUI. Their readers count. */
	large: readonly string[];
	/** Fields in which integers beyond 2^53-1 become text, digit by digit: a number of JavaScript would round them. */
	exact: readonly string[];
}

export type Scanned =
	| { ok: true; text: string }
	/** `field` is undefined where the whole body is meant. */
	| { ok: false; why: "too_deep" | "too_many_values"; field: string | undefined };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `.`, `e`, `E`, `+` and `-`. */
const SIGNS_OF_NUMBERS = new Set([0x2e, 0x65, 0x45, 0x2b, 0x2d]);
const isOfNumber = (code: number) => isDigit(code) || SIGNS_OF_NUMBERS.has(code);
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

/**
 * Goes once through the text of a JSON body before any parser does: counts levels and values, and puts quotes
 * around integers that no number holds. What is no JSON is left for the parser to refuse. Pure.
 */
export function scanJson(source: string, { large, exact }: BodyShape): Scanned {
	let depth = 0;
	/** The last text at the level of the body's own fields, and the field that follows from it. */
	let name = "";
	let field: string | undefined;
	let fields = 0;
	let values = 0;
	let copied = 0;
	const parts: string[] = [];
	for (let i = 0; i < source.length; i++) {
		const code = source.charCodeAt(i);
		if (code === QUOTE) {
			const end = endOfText(source, i);
			if (depth === 1) name = source.slice(i + 1, end);
			i = end;
		} else if (code === 0x7b || code === 0x5b) {
			depth += 1;
			values += 1;
			if (depth > MAX_JSON_DEPTH) return { ok: false, why: "too_deep", field: undefined };
		} else if (code === 0x7d || code === 0x5d) depth -= 1;
		else if (code === 0x2c) {
			values += 1;
			if (depth === 1) {
				fields += 1;
				if (fields >= MAX_FIELDS) return { ok: false, why: "too_many_values", field: undefined };
			} else if (values > MAX_VALUES && !large.includes(field ?? ""))
				return { ok: false, why: "too_many_values", field };
		} else if (code === 0x3a && depth === 1) {
			field = name;
			values = 0;
		} else if (isDigit(code) || code === 0x2d) {
			const end = endOfNumber(source, i);
			// Most numbers are short, and a body may have a million: only what can be inexact is looked at as text.
			if (end - i >= 16 && exact.includes(field ?? "") && isInexact(source.slice(i, end))) {
				parts.push(source.slice(copied, i), `"${source.slice(i, end)}"`);
				copied = end;
			}
			i = end - 1;
		}
	}
	return { ok: true, text: copied === 0 ? source : parts.join("") + source.slice(copied) };
}

/** Where the closing quote stands, or the end of the source. */
function endOfText(source: string, start: number): number {
	for (let i = start + 1; i < source.length; i++) {
		const code = source.charCodeAt(i);
		if (code === BACKSLASH) i += 1;
		else if (code === QUOTE) return i;
	}
	return source.length;
}

function endOfNumber(source: string, start: number): number {
	let end = start + 1;
	while (end < source.length && isOfNumber(source.charCodeAt(end))) end += 1;
	return end;
}

/** True for an integer of at most 64 bits, as JSON writes it, that a number would round. */
function isInexact(digits: string): boolean {
	return /^-?[1-9]\d{15,19}$/.test(digits) && !Number.isSafeInteger(Number(digits));
}
