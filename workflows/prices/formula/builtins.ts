import { FormulaError } from "./tokens.ts";
import { type Builtin, isList, isObject, numeric, textual, type Value } from "./values.ts";

/** What each gives where its first value is missing is undefined, but for those that say whether it is there. */
function of(takes: number, give: Builtin): Builtin {
	return (...given) => {
		if (given.length !== takes) throw new FormulaError(`a function of ${takes} is given ${given.length}`);
		return give(...given);
	};
}

const ofNumber = (give: (n: number) => number) =>
	of(1, (value) => {
		const number = numeric(value);
		return number === undefined ? undefined : give(number);
	});

const ofText = (give: (text: string) => Value) =>
	of(1, (value) => {
		const text = textual(value);
		return text === undefined ? undefined : give(text);
	});

/** The functions that formulas call. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
	["floor", ofNumber(Math.floor)],
	["ceil", ofNumber(Math.ceil)],
	["length", ofText((text) => [...text].length)],
	["lowercase", ofText((text) => text.toLowerCase())],
	["exists", of(1, (value) => value !== undefined)],
	["type", of(1, typeOf)],
	["count", of(1, (value) => (value === undefined ? 0 : isList(value) ? value.length : 1))],
	["max", of(1, extreme(Math.max))],
	["min", of(1, extreme(Math.min))],
	["number", of(1, toNumber)],
	["string", of(1, toText)],
	["round", (value, digits = 0) => rounded(numeric(value), numeric(digits) ?? 0)],
	["lookup", of(2, lookUp)],
	[
		"contains",
		of(2, (value, part) => {
			const [text, sought] = [textual(value), textual(part)];
			return text === undefined || sought === undefined ? undefined : text.includes(sought);
		}),
	],
	[
		"substringBefore",
		of(2, (value, end) => {
			const [text, sought] = [textual(value), textual(end)];
			if (text === undefined || sought === undefined) return text;
			const at = text.indexOf(sought);
			return at === -1 ? text : text.slice(0, at);
		}),
	],
	["substring", substring],
]);

function typeOf(value: Value): string | undefined {
	if (value === undefined) return undefined;
	if (value === null) return "null";
	if (isList(value)) return "array";
	if (isObject(value)) return "object";
	return typeof value === "object" ? "function" : typeof value;
}

function extreme(choose: (...numbers: number[]) => number): Builtin {
	return (value) => {
		if (value === undefined) return undefined;
		const numbers = (isList(value) ? value : [value]).map(numeric).filter((one) => one !== undefined);
		return numbers.length === 0 ? undefined : choose(...numbers);
	};
}

function toNumber(value: Value): Value {
	if (value === undefined || typeof value === "number") return value;
	if (typeof value === "boolean") return Number(value);
	if (typeof value === "string" && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value))
		return numeric(Number(value));
	throw new FormulaError("a text that is no number is taken for one");
}

/** Numbers with fifteen digits, as JSONata writes them. */
export function toText(value: Value): Value {
	if (value === undefined || typeof value === "string") return value;
	if (typeof value === "number") return String(Number(value.toPrecision(15)));
	if (typeof value === "boolean" || value === null) return String(value);
	throw new FormulaError("a list or an object is taken for a text");
}

/** Half goes to the even one. */
function rounded(number: number | undefined, digits: number): number | undefined {
	if (number === undefined) return undefined;
	if (!Number.isInteger(digits) || Math.abs(digits) > 15)
		throw new FormulaError("so many digits are not rounded to");
	const moved = shifted(number, digits);
	const up = Math.round(moved);
	const result = Math.abs(up - moved) === 0.5 && Math.abs(up % 2) === 1 ? up - 1 : up;
	return shifted(result, -digits) + 0;
}

/** Moves the point of the written number: multiplying would leave the last digits to chance. */
function shifted(number: number, digits: number): number {
	const [written = "0", exponent = "0"] = String(number).split("e");
	return Number(`${written}e${Number(exponent) + digits}`);
}

function lookUp(value: Value, name: Value): Value {
	if (value === undefined || name === undefined) return undefined;
	const key = textual(name);
	if (!isObject(value)) throw new FormulaError("a name is looked up in what is no object");
	return key === undefined ? undefined : value.get(key);
}

function substring(value: Value, from: Value, length?: Value): Value {
	const [text, start, most] = [textual(value), numeric(from), numeric(length)];
	if (text === undefined || start === undefined) return undefined;
	const characters = [...text];
	const begin = start < 0 ? Math.max(0, characters.length + start) : start;
	if (most === undefined) return characters.slice(begin).join("");
	return most <= 0 ? "" : characters.slice(begin, begin + most).join("");
}
