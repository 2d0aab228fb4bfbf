import { isList, isObject, type Value } from "../values.ts";

/** An object of JSON as formulas see it. */
export function objectOf(json: Record<string, unknown>): ReadonlyMap<string, Value> {
	return new Map(Object.entries(json).map(([name, value]): [string, Value] => [name, one(value)]));
}

function one(value: unknown): Value {
	if (Array.isArray(value)) return value.map(one);
	if (typeof value === "object" && value !== null) return objectOf({ ...value });
	return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** What a formula came to, as JSON has it. */
export function plain(value: Value): unknown {
	if (isList(value)) return value.map(plain);
	if (isObject(value)) return Object.fromEntries([...value].map(([name, of]) => [name, plain(of)]));
	return value;
}
