/**
 * JSON whose integers stay as they were written: seeds of ComfyUI have 64 bits, and a number of JavaScript holds 53. What
 * a number cannot hold becomes an object that `JSON.stringify` writes as it was. In a browser that knows none of this, it
 * is JSON as ever.
 */
interface Raw {
	readonly rawJSON: string;
}
const raw = (JSON as { rawJSON?: (text: string) => Raw }).rawJSON?.bind(JSON);

type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

/** @throws SyntaxError where it is no JSON. */
export function parseExact(text: string): unknown {
	const exact: Reviver = (_key, value, context) =>
		raw && typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
			? raw(context?.source ?? "")
			: value;
	return JSON.parse(text, exact);
}

/** With every `bigint` as the integer it is. */
export function stringifyExact(value: unknown): string {
	return JSON.stringify(value, (_key, item: unknown) =>
		typeof item === "bigint" ? (raw?.(String(item)) ?? Number(item)) : item,
	);
}
