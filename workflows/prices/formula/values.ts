import type { Formula } from "./parse.ts";
import { FormulaError } from "./tokens.ts";

/** What a formula works with. Undefined: there is no such thing. Objects are maps, so that no name reaches a prototype. */
export type Value =
	| undefined
	| null
	| boolean
	| number
	| string
	| readonly Value[]
	| ReadonlyMap<string, Value>
	| Lambda
	| Builtin;

export interface Lambda {
	parameters: readonly string[];
	body: Formula;
	scope: Scope;
}

export type Builtin = (...given: Value[]) => Value;

/** Variables of a block, and of those around it. */
export interface Scope {
	own: Map<string, Value>;
	around: Scope | null;
}

export function isList(value: Value): value is readonly Value[] {
	return Array.isArray(value);
}

export function isObject(value: Value): value is ReadonlyMap<string, Value> {
	return value instanceof Map;
}

/** Whether a value counts as true. */
export function truth(value: Value): boolean {
	if (isList(value)) return value.some(truth);
	if (isObject(value)) return value.size > 0;
	return typeof value === "object" || typeof value === "function" ? false : Boolean(value);
}

/** A number as it is, undefined where there is none. @throws {FormulaError} for what is no number, or has no end */
export function numeric(value: Value): number | undefined {
	if (value === undefined) return undefined;
	if (typeof value !== "number") throw new FormulaError("what is no number is reckoned with");
	if (!Number.isFinite(value)) throw new FormulaError("a number is out of range");
	return value;
}

/** A text as it is, undefined where there is none. @throws {FormulaError} for what is no text */
export function textual(value: Value): string | undefined {
	if (value === undefined || typeof value === "string") return value;
	throw new FormulaError("what is no text is taken for one");
}
