import { PyFloat } from "./python.ts";

/**
 * JSON as Python writes and reads it. ComfyUI is a Python server: its text carries bare NaN, integers up to
 * 2^64-1, escaped non-ASCII and a blank after every comma, and clients have to cope with all of these.
 */

const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quote(text: string): string {
	if (PLAIN.test(text)) return `"${text}"`;
	return JSON.stringify(text).replace(
		/[\u007f-\uffff]/g,
		(c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

function numeral(value: number): string {
	if (Number.isNaN(value)) return "NaN";
	if (value === Number.POSITIVE_INFINITY) return "Infinity";
	if (value === Number.NEGATIVE_INFINITY) return "-Infinity";
	return Object.is(value, -0) ? "-0.0" : String(value);
}

/** Writes a value as `json.dumps` would. `undefined` members are left out; a Map keeps its own key order. */
export function dumps(value: unknown): string {
	switch (typeof value) {
		case "string":
			return quote(value);
		case "number":
			return numeral(value);
		case "bigint":
			return value.toString();
		case "boolean":
			return value ? "true" : "false";
		case "object":
			break;
		default:
			return "null";
	}
	if (value === null) return "null";
	if (value instanceof PyFloat) {
		const digits = numeral(value.value);
		return Number.isInteger(value.value) && !digits.includes("e") ? `${digits}.0` : digits;
	}
	if (Array.isArray(value)) return `[${value.map(dumps).join(", ")}]`;
	const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value);
	const parts: string[] = [];
	for (const [key, member] of entries) {
		if (member !== undefined) parts.push(`${quote(String(key))}: ${dumps(member)}`);
	}
	return `{${parts.join(", ")}}`;
}

const LONG_DIGITS = /\d{16}/;
const NON_FINITE = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
const MARK = "\u0000";

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;

const exactIntegers: Reviver = (_key, value, context) => {
	if (typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context.source ?? "")) {
		return BigInt(context.source ?? "0");
	}
	if (typeof value === "string" && value.startsWith(MARK)) return Number(value.slice(1));
	return value;
};

/** The ECMAScript type of `JSON.parse` does not know the source-text argument of the reviver yet. */
const parse = JSON.parse as (text: string, reviver?: Reviver) => unknown;

/** Reads JSON as `json.loads` does: integers that a double cannot hold become bigint, NaN is accepted. */
export function loads(text: string): unknown {
	try {
		return LONG_DIGITS.test(text) ? parse(text, exactIntegers) : parse(text);
	} catch (error) {
		if (!/NaN|Infinity/.test(text)) throw error;
		const marked = text.replace(NON_FINITE, (token) => (token.startsWith('"') ? token : `"\\u0000${token}"`));
		return parse(marked, exactIntegers);
	}
}
