import type { Budget } from "../../graph/budget.ts";
import { builtins, toText } from "./builtins.ts";
import type { Formula, Operation } from "./parse.ts";
import { FormulaError } from "./tokens.ts";
import { isList, isObject, numeric, type Scope, truth, type Value } from "./values.ts";

/** Functions within functions, called deeper than this, are not followed. */
const DEEPEST_CALL = 16;
/** Texts that grow longer than this are not worked with, in UTF-16 units. */
const MAX_TEXT = 10_000;

/**
 * What a formula comes to for an input. Pure. Each part of it that is looked at takes a step of the budget, so it
 * ends, whatever it says: lists are as long as the formula writes them, texts and calls are bounded.
 *
 * @throws {FormulaError} where it does what is not read here, or what JSONata refuses
 * @throws {BudgetSpent}
 */
export function evaluate(formula: Formula, input: ReadonlyMap<string, Value>, budget: Budget): Value {
	return new Evaluation(input, budget).of(formula, { own: new Map(), around: null });
}

class Evaluation {
	#calls = 0;
	readonly #input: ReadonlyMap<string, Value>;
	readonly #budget: Budget;

	constructor(input: ReadonlyMap<string, Value>, budget: Budget) {
		this.#input = input;
		this.#budget = budget;
	}

	of(formula: Formula, scope: Scope): Value {
		this.#budget.need();
		const value = (one: Formula) => this.of(one, scope);
		switch (formula.is) {
			case "literal":
				return formula.value;
			case "name":
				return this.#input.get(formula.name);
			case "variable":
				return variable(formula.name, scope);
			case "field":
				return field(value(formula.of), formula.name);
			case "item":
				return item(value(formula.of), value(formula.at));
			case "list":
				return formula.items.map(value).filter((one) => one !== undefined);
			case "object":
				return new Map(
					formula.members.flatMap(([name, of]): [string, Value][] => {
						const [key, member] = [value(name), value(of)];
						if (typeof key !== "string") throw new FormulaError("the name of a member is no text");
						return member === undefined ? [] : [[key, member]];
					}),
				);
			case "minus": {
				const number = numeric(value(formula.of));
				return number === undefined ? undefined : -number;
			}
			case "operation": {
				const { sign, left, right } = formula;
				// The right side may be sound only where the left one holds.
				if (sign === "and") return truth(value(left)) && truth(value(right));
				if (sign === "or") return truth(value(left)) || truth(value(right));
				return operation(sign, value(left), value(right));
			}
			case "choice":
				if (truth(value(formula.when))) return value(formula.then);
				return formula.otherwise === undefined ? undefined : value(formula.otherwise);
			case "bind": {
				const bound = value(formula.to);
				scope.own.set(formula.name, bound);
				return bound;
			}
			case "block": {
				const inner: Scope = { own: new Map(), around: scope };
				let last: Value;
				for (const step of formula.steps) last = this.of(step, inner);
				return last;
			}
			case "function":
				return { parameters: formula.parameters, body: formula.body, scope };
			case "call":
				return this.#call(value(formula.of), formula.given.map(value));
		}
	}

	#call(called: Value, given: Value[]): Value {
		if (typeof called === "function") return called(...given);
		if (typeof called !== "object" || called === null || isList(called) || isObject(called))
			throw new FormulaError("what is no function is called");
		if (this.#calls >= DEEPEST_CALL) throw new FormulaError(`calls are nested deeper than ${DEEPEST_CALL}`);
		this.#calls += 1;
		const { parameters, body, scope } = called;
		const own = new Map(parameters.map((name, i) => [name, given[i]] as const));
		const result = this.of(body, { own, around: scope });
		this.#calls -= 1;
		return result;
	}
}

function variable(name: string, scope: Scope): Value {
	for (let at: Scope | null = scope; at !== null; at = at.around)
		if (at.own.has(name)) return at.own.get(name);
	return builtins.get(name);
}

function field(of: Value, name: string): Value {
	if (isObject(of)) return of.get(name);
	if (isList(of)) throw new FormulaError("a field of every item of a list is asked for");
	return undefined;
}

function item(of: Value, at: Value): Value {
	if (of === undefined) return undefined;
	const index = numeric(at);
	if (index === undefined) throw new FormulaError("items are asked for by what is no number");
	const items = isList(of) ? of : [of];
	const place = Math.floor(index);
	return items[place < 0 ? items.length + place : place];
}

function operation(sign: Exclude<Operation, "and" | "or">, left: Value, right: Value): Value {
	switch (sign) {
		case "=":
		case "!=":
			if (left === undefined || right === undefined) return false;
			return same(left, right) === (sign === "=");
		case "in":
			if (left === undefined || right === undefined) return false;
			return (isList(right) ? right : [right]).some((one) => same(left, one));
		case "&": {
			const joined = `${toText(left) ?? ""}${toText(right) ?? ""}`;
			if (joined.length > MAX_TEXT) throw new FormulaError("a text grows too long");
			return joined;
		}
		case "<":
		case ">":
		case "<=":
		case ">=":
			return ordered(sign, left, right);
		case "+":
		case "-":
		case "*":
		case "/":
		case "%":
			return reckoned(sign, numeric(left), numeric(right));
	}
}

function same(left: Value, right: Value): boolean {
	const plain = (value: Value) =>
		value === null || (typeof value !== "object" && typeof value !== "function");
	if (plain(left) && plain(right)) return left === right;
	if (plain(left) || plain(right)) return false;
	throw new FormulaError("lists or objects are compared");
}

function ordered(sign: "<" | ">" | "<=" | ">=", left: Value, right: Value): Value {
	const comparable = (value: Value) =>
		value === undefined || typeof value === "number" || typeof value === "string";
	if (!comparable(left) || !comparable(right)) throw new FormulaError("what has no order is put in order");
	if (left === undefined || right === undefined) return undefined;
	const order =
		typeof left === "number" && typeof right === "number"
			? left - right
			: typeof left === "string" && typeof right === "string"
				? Number(left > right) - Number(left < right)
				: null;
	if (order === null) throw new FormulaError("a number and a text are put in order");
	return sign === "<" ? order < 0 : sign === ">" ? order > 0 : sign === "<=" ? order <= 0 : order >= 0;
}

function reckoned(sign: "+" | "-" | "*" | "/" | "%", left?: number, right?: number): number | undefined {
	if (left === undefined || right === undefined) return undefined;
	switch (sign) {
		case "+":
			return numeric(left + right);
		case "-":
			return numeric(left - right);
		case "*":
			return numeric(left * right);
		case "/":
			return numeric(left / right);
		case "%":
			return numeric(left % right);
	}
}
