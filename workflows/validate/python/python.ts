/**
 * What of Python shows in ComfyUI's answers: it converts widget values with `int()`, `float()`, `str()` and
 * `bool()`, compares them, and quotes the exceptions of whatever goes wrong. Values are JSON data; integers that
 * a double cannot hold may come as bigint. JSON read by JavaScript does not tell 1.0 from 1: a number without
 * decimals counts as an int, unless it is known to be a float ({@link PyFloat}) or JavaScript writes it as one.
 * Wording as in Python 3.11, the one both known releases were run with.
 */

/** A Python exception as it shows in error bodies: its type, and what `str()` makes of it. */
export class PyError extends Error {
	readonly type: string;
	constructor(type: string, message: string) {
		super(message);
		this.type = type;
	}
}

/** Nested deeper than this, Python gives up on a value, and so does everything here. */
export const RECURSION_LIMIT = 985;

/** What Python says when it gives up. */
export function tooDeep(doing: string): PyError {
	return new PyError("RecursionError", `maximum recursion depth exceeded${doing}`);
}

/** A number that is a float whatever its value: shown with decimals. */
export class PyFloat {
	readonly value: number;
	constructor(value: number) {
		this.value = value;
	}
}

type PyNumber = number | bigint | PyFloat;

function isNumber(value: unknown): value is PyNumber {
	return typeof value === "number" || typeof value === "bigint" || value instanceof PyFloat;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof PyFloat);
}

/** A number that JavaScript writes without decimals and exponent. */
function looksWhole(value: number): boolean {
	return Number.isInteger(value) && Math.abs(value) < 1e21;
}

/** The name of a value's Python type. */
export function typeName(value: unknown): string {
	if (value instanceof PyFloat) return "float";
	switch (typeof value) {
		case "string":
			return "str";
		case "boolean":
			return "bool";
		case "bigint":
			return "int";
		case "number":
			return looksWhole(value) ? "int" : "float";
		case "object":
			if (value === null) return "NoneType";
			return Array.isArray(value) ? "list" : "dict";
		default:
			return "NoneType";
	}
}

/** A float as Python writes it: shortest digits, an exponent below 1e-4 and from 1e16. */
function floatText(value: number): string {
	if (Number.isNaN(value)) return "nan";
	if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
	if (Object.is(value, -0)) return "-0.0";
	const [digits = "0", power = "0"] = value.toExponential().split("e");
	const exponent = Number(power);
	if (exponent < -4 || exponent >= 16) {
		return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
	}
	// In this range, toFixed with as many decimals as there are digits is exact.
	const decimals = Math.max(1, digits.replace(/^-?\d\.?/, "").length - exponent);
	return value.toFixed(decimals);
}

function numberText(value: PyNumber): string {
	if (value instanceof PyFloat) return floatText(value.value);
	return typeof value === "number" && !looksWhole(value) ? floatText(value) : String(value);
}

const short: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Printable ASCII in which nothing needs a backslash. */
const PLAIN = /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/;

/** A string as Python quotes it: single quotes unless only those are in it, and nothing unprintable. */
function quoted(text: string): string {
	if (PLAIN.test(text)) return `'${text}'`;
	const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
	let shown = "";
	for (const character of text) {
		if (character === quote) shown += `\\${quote}`;
		else if (short[character] !== undefined) shown += short[character];
		else if (character === " " || !/[\p{C}\p{Z}]/u.test(character)) shown += character;
		else {
			const code = character.codePointAt(0) ?? 0;
			if (code < 0x100) shown += `\\x${code.toString(16).padStart(2, "0")}`;
			else if (code < 0x10000) shown += `\\u${code.toString(16).padStart(4, "0")}`;
			else shown += `\\U${code.toString(16).padStart(8, "0")}`;
		}
	}
	return quote + shown + quote;
}

/**
 * `repr()` of JSON data.
 * @throws PyError (RecursionError) for what is nested too deeply.
 */
export function repr(value: unknown, depth = 0): string {
	if (depth > RECURSION_LIMIT) throw tooDeep(" while getting the repr of an object");
	if (typeof value === "string") return quoted(value);
	if (value === true) return "True";
	if (value === false) return "False";
	if (isNumber(value)) return numberText(value);
	if (Array.isArray(value)) return `[${value.map((item) => repr(item, depth + 1)).join(", ")}]`;
	if (isRecord(value)) {
		const members = Object.entries(value).map(([key, item]) => `${quoted(key)}: ${repr(item, depth + 1)}`);
		return `{${members.join(", ")}}`;
	}
	return "None";
}

/** `str()` of JSON data. @throws PyError as {@link repr} does */
export function str(value: unknown): string {
	return typeof value === "string" ? value : repr(value);
}

/** What Python takes for blanks around a number. */
const blanks = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*";
const integer = new RegExp(`^${blanks}([+-]?\\d+(?:_\\d+)*)${blanks}$`);
// One way to read each text: where digits could end in two places, a long number that is none takes for ever.
const digits = "\\d+(?:_\\d+)*";
const decimal = new RegExp(
	`^${blanks}([+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:e[+-]?${digits})?)${blanks}$`,
	"i",
);
const notFinite = new RegExp(`^${blanks}([+-]?)(inf|infinity|nan)${blanks}$`, "i");
/** Python refuses to read longer integers from text. */
const LONGEST_INTEGER = 4300;

/** Digits of any script as 0 to 9, which Python accepts in numbers. */
function asciiDigits(text: string): string {
	return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
		// Digits come in runs of ten that begin with 0, and a run may follow another: count from the first.
		let first = digit.codePointAt(0) ?? 0;
		const own = first;
		while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
		return String((own - first) % 10);
	});
}

/**
 * `int(value)`; integers beyond 2^53 come back as bigint.
 * @throws PyError with Python's own wording.
 */
export function int(value: unknown): number | bigint {
	if (typeof value === "bigint") return value;
	if (typeof value === "boolean") return value ? 1 : 0;
	if (value instanceof PyFloat) return int(value.value);
	if (typeof value === "number") {
		if (Number.isFinite(value)) {
			const whole = Math.trunc(value);
			return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
		}
		throw Number.isNaN(value)
			? new PyError("ValueError", "cannot convert float NaN to integer")
			: new PyError("OverflowError", "cannot convert float infinity to integer");
	}
	if (typeof value === "string") {
		const found = integer.exec(asciiDigits(value))?.[1]?.replaceAll("_", "").replace("+", "");
		if (found === undefined)
			throw new PyError("ValueError", `invalid literal for int() with base 10: ${repr(value)}`);
		const length = found.replace("-", "").length;
		if (length > LONGEST_INTEGER)
			throw new PyError(
				"ValueError",
				`Exceeds the limit (${LONGEST_INTEGER} digits) for integer string conversion: value has ${length} digits; use sys.set_int_max_str_digits() to increase the limit`,
			);
		const exact = BigInt(found);
		return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
	}
	throw new PyError(
		"TypeError",
		`int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
	);
}

/**
 * `float(value)`.
 * @throws PyError with Python's own wording.
 */
export function float(value: unknown): number {
	if (typeof value === "number") return value;
	if (value instanceof PyFloat) return value.value;
	if (typeof value === "bigint") {
		const number = Number(value);
		if (Number.isFinite(number)) return number;
		throw new PyError("OverflowError", "int too large to convert to float");
	}
	if (typeof value === "boolean") return value ? 1 : 0;
	if (typeof value === "string") {
		const text = asciiDigits(value);
		const found = decimal.exec(text)?.[1];
		if (found !== undefined) return Number(found.replaceAll("_", ""));
		const [, sign, word] = notFinite.exec(text) ?? [];
		if (word === undefined)
			throw new PyError("ValueError", `could not convert string to float: ${repr(value)}`);
		if (word.toLowerCase() === "nan") return Number.NaN;
		return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
	}
	throw new PyError(
		"TypeError",
		`float() argument must be a string or a real number, not '${typeName(value)}'`,
	);
}

/** `bool(value)`: empty things and zero are false, everything else is true, NaN too. */
export function bool(value: unknown): boolean {
	if (typeof value === "number") return value !== 0;
	if (value instanceof PyFloat) return value.value !== 0;
	if (Array.isArray(value)) return value.length > 0;
	if (isRecord(value)) return Object.keys(value).length > 0;
	return Boolean(value);
}
