import { loads } from "./python-json.ts";

/** Nested deeper than this is cut off: no graph and no object_info is. */
const MAX_DEPTH = 200;

/**
 * Reads JSON as Python writes it, or answers undefined. NaN and Infinity become null. Integers that a double
 * cannot hold stay exact, as `bigint`.
 */
export function readJson(text: string): unknown {
	try {
		return withoutNaN(loads(text.replace(/^\uFEFF/, "")), 0);
	} catch {
		return undefined;
	}
}

/** The same with every `bigint` as the nearest number, as JSON readers have it. */
export function asNumbers(value: unknown): unknown {
	return mapped(value, 0, (item) => (typeof item === "bigint" ? Number(item) : item));
}

function withoutNaN(value: unknown, depth: number): unknown {
	return mapped(value, depth, (item) => (typeof item === "number" && !Number.isFinite(item) ? null : item));
}

function mapped(value: unknown, depth: number, change: (item: unknown) => unknown): unknown {
	if (typeof value !== "object" || value === null) return change(value);
	if (depth > MAX_DEPTH) return null;
	if (Array.isArray(value)) return value.map((item: unknown) => mapped(item, depth + 1, change));
	return Object.fromEntries(
		Object.entries(value).map(([key, item]: [string, unknown]) => [key, mapped(item, depth + 1, change)]),
	);
}
