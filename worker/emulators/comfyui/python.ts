/**
 * The few conversions of Python whose outcome, or whose complaint, clients get to see: validation coerces
 * widget values with `int()`, `float()`, `str()` and `bool()` and quotes the exception of those that fail.
 */

/** A Python exception as it shows in error bodies. */
export class PyError extends Error {
	readonly type: string;
	constructor(type: string, message: string) {
		super(message);
		this.type = type;
	}
}

function typeName(value: unknown): string {
	if (value === null || value === undefined) return "NoneType";
	return Array.isArray(value) ? "list" : "dict";
}

/** `repr()` of JSON data. */
export function repr(value: unknown): string {
	if (typeof value === "string") return value.includes("'") ? JSON.stringify(value) : `'${value}'`;
	if (value === true) return "True";
	if (value === false) return "False";
	if (value === null || value === undefined) return "None";
	if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
	if (typeof value === "object") {
		return `{${Object.entries(value)
			.map(([key, member]) => `${repr(key)}: ${repr(member)}`)
			.join(", ")}}`;
	}
	return String(value);
}

/** `str()` of JSON data. */
export function str(value: unknown): string {
	return typeof value === "string" ? value : repr(value);
}

/**
 * `int(value)`; integers beyond 2^53 come back as bigint.
 * @throws PyError with Python's own wording.
 */
export function int(value: unknown): number | bigint {
	if (typeof value === "bigint") return value;
	if (typeof value === "boolean") return value ? 1 : 0;
	if (typeof value === "number") {
		if (Number.isFinite(value))
			return Number.isSafeInteger(Math.trunc(value)) ? Math.trunc(value) : BigInt(value);
		throw Number.isNaN(value)
			? new PyError("ValueError", "cannot convert float NaN to integer")
			: new PyError("OverflowError", "cannot convert float infinity to integer");
	}
	if (typeof value === "string") {
		const digits = value.trim().replaceAll("_", "");
		if (/^[+-]?\d+$/.test(digits)) {
			const exact = BigInt(digits.replace("+", ""));
			return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
		}
		throw new PyError("ValueError", `invalid literal for int() with base 10: ${repr(value)}`);
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
	if (typeof value === "bigint") return Number(value);
	if (typeof value === "boolean") return value ? 1 : 0;
	if (typeof value === "string") {
		const text = value.trim().replaceAll("_", "");
		if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
		if (/^[+-]?(inf|infinity)$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
		if (/^[+-]?nan$/i.test(text)) return Number.NaN;
		throw new PyError("ValueError", `could not convert string to float: ${repr(value)}`);
	}
	throw new PyError(
		"TypeError",
		`float() argument must be a string or a real number, not '${typeName(value)}'`,
	);
}

/** `bool(value)`: empty things are false, everything else is true. */
export function bool(value: unknown): boolean {
	if (Array.isArray(value)) return value.length > 0;
	if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
	return Boolean(value);
}
