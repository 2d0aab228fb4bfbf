import { PyError, PyFloat, RECURSION_LIMIT, repr, tooDeep, typeName } from "./python.ts";

/** How Python compares JSON data, looks into it, and complains of it. See python.ts. */

/** The number as JavaScript compares it; booleans are numbers in Python. */
function numeric(value: unknown): number | bigint | undefined {
	if (value instanceof PyFloat) return value.value;
	if (typeof value === "boolean") return Number(value);
	return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

function isDict(value: unknown): value is Record<string, unknown> {
	return typeName(value) === "dict";
}

/**
 * `a == b`: numbers and booleans by value, lists and dicts member by member.
 * @throws PyError (RecursionError) for what is nested too deeply.
 */
export function equal(a: unknown, b: unknown, depth = 0): boolean {
	if (depth > RECURSION_LIMIT) throw tooDeep(" in comparison");
	const [x, y] = [numeric(a), numeric(b)];
	// Not `===`: a number and a bigint of the same value are equal here. NaN is equal to nothing.
	if (x !== undefined || y !== undefined) return x !== undefined && y !== undefined && x <= y && x >= y;
	if (Array.isArray(a) && Array.isArray(b)) {
		return a.length === b.length && a.every((item, i) => equal(item, b[i], depth + 1));
	}
	if (isDict(a) && isDict(b)) {
		const keys = Object.keys(a);
		return (
			keys.length === Object.keys(b).length &&
			keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key], depth + 1))
		);
	}
	return (a ?? null) === (b ?? null);
}

/**
 * `a < b`.
 * @throws PyError (TypeError) where Python cannot compare the two.
 */
export function less(a: unknown, b: unknown, operator: "<" | ">" = "<", depth = 0): boolean {
	if (depth > RECURSION_LIMIT) throw tooDeep(" in comparison");
	const [x, y] = [numeric(a), numeric(b)];
	if (x !== undefined && y !== undefined) return x < y;
	if (typeof a === "string" && typeof b === "string") return codePointsLess(a, b);
	if (Array.isArray(a) && Array.isArray(b)) {
		const at = a.findIndex((item, i) => i >= b.length || !equal(item, b[i], depth + 1));
		if (at === -1) return a.length < b.length;
		return at < b.length && less(a[at], b[at], operator, depth + 1);
	}
	const [left, right] = operator === "<" ? [a, b] : [b, a];
	throw new PyError(
		"TypeError",
		`'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
	);
}

/** `a > b`, which Python asks as `b < a` and complains of in the order it was written. */
export function greater(a: unknown, b: unknown): boolean {
	return less(b, a, ">");
}

function codePointsLess(a: string, b: string): boolean {
	const [x, y] = [a[Symbol.iterator](), b[Symbol.iterator]()];
	for (;;) {
		const [one, other] = [x.next(), y.next()];
		if (other.done === true) return false;
		if (one.done === true) return true;
		if (one.value !== other.value) return (one.value.codePointAt(0) ?? 0) < (other.value.codePointAt(0) ?? 0);
	}
}

/** `sequence[index]` of a tuple or list. @throws PyError (IndexError, TypeError) */
export function itemAt(sequence: readonly unknown[], index: unknown, kind: "tuple" | "list"): unknown {
	if (typeof index === "bigint" && BigInt.asIntN(64, index) !== index)
		throw new PyError("IndexError", "cannot fit 'int' into an index-sized integer");
	const at = typeof index === "boolean" || typeof index === "bigint" ? Number(index) : index;
	if (typeof at !== "number" || !Number.isInteger(at))
		throw new PyError(
			"TypeError",
			`${kind} indices must be integers or slices, not ${typeof at === "number" ? "float" : typeName(index)}`,
		);
	const place = at < 0 ? sequence.length + at : at;
	if (place < 0 || place >= sequence.length) throw new PyError("IndexError", `${kind} index out of range`);
	return sequence[place];
}

/** `mapping[key]` of JSON data. @throws PyError (KeyError, TypeError) */
export function memberOf(mapping: unknown, key: string): unknown {
	if (isDict(mapping)) {
		if (Object.hasOwn(mapping, key)) return mapping[key];
		throw new PyError("KeyError", repr(key));
	}
	if (Array.isArray(mapping))
		throw new PyError("TypeError", "list indices must be integers or slices, not str");
	if (typeof mapping === "string")
		throw new PyError("TypeError", "string indices must be integers, not 'str'");
	throw new PyError("TypeError", `'${typeName(mapping)}' object is not subscriptable`);
}

/** `key in container` of JSON data. @throws PyError (TypeError) */
export function contains(container: unknown, key: unknown): boolean {
	if (Array.isArray(container)) return container.some((item) => equal(item, key));
	if (isDict(container)) return typeof key === "string" && Object.hasOwn(container, key);
	if (typeof container === "string") {
		if (typeof key === "string") return container.includes(key);
		throw new PyError("TypeError", `'in <string>' requires string as left operand, not ${typeName(key)}`);
	}
	throw new PyError("TypeError", `argument of type '${typeName(container)}' is not iterable`);
}
