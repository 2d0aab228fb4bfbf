import type { Budget } from "../graph/budget.ts";
import { PyFloat } from "./python/python.ts";
import { contains, equal } from "./python/python-data.ts";

/** A list of choices, arranged so that looking one up does not go through it. */
interface ChoiceIndex {
	/** Texts and numbers. A text is never equal to a number, so that they can share a set. */
	plain: ReadonlySet<unknown>;
	/** Lists and dicts, which are compared member by member. */
	others: readonly unknown[];
}

const indexes = new WeakMap<readonly unknown[], ChoiceIndex>();

/** What is equal in Python becomes the same; undefined for what is equal to nothing, or not plain. */
function plainOf(value: unknown): string | number | bigint | null | undefined {
	if (value instanceof PyFloat) return plainOf(value.value);
	switch (typeof value) {
		case "string":
			return value;
		case "boolean":
			return Number(value);
		case "number":
			if (Number.isNaN(value)) return undefined;
			return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value;
		case "bigint":
			return Number.isSafeInteger(Number(value)) ? Number(value) : value;
		default:
			return (value ?? null) === null ? null : undefined;
	}
}

function indexOf(choices: readonly unknown[], budget: Budget): ChoiceIndex {
	const before = indexes.get(choices);
	if (before !== undefined) return before;
	budget.need(1 + choices.length / 20);
	const others = choices.filter(
		(choice) => typeof choice === "object" && choice !== null && plainOf(choice) === undefined,
	);
	const index = { plain: new Set(choices.map(plainOf).filter((choice) => choice !== undefined)), others };
	indexes.set(choices, index);
	return index;
}

/**
 * `value in choices` as Python says it, in the same time whatever the length of the list.
 * @throws PyError where Python cannot ask that
 * @throws BudgetSpent
 */
export function isChoice(choices: unknown, value: unknown, budget: Budget): boolean {
	if (!Array.isArray(choices)) {
		budget.need(1 + (typeof choices === "string" ? choices.length / 200 : 0));
		return contains(choices, value);
	}
	const { plain, others } = indexOf(choices, budget);
	if (typeof value !== "object" || value === null || value instanceof PyFloat) {
		budget.need();
		const key = plainOf(value);
		return key !== undefined && plain.has(key);
	}
	budget.need(1 + others.length);
	return others.some((choice) => equal(choice, value));
}
