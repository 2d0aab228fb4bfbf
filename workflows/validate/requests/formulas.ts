import type { GraphValue } from "../../graph/graph.ts";

/** Longer formulas are not judged. */
const LONGEST = 500;
/** Functions that take no longer for larger numbers. */
const functions =
	/^(min|max|abs|round|floor|ceil|int|float|bool|sqrt|sin|cos|tan|log|log2|log10|sign|clamp)$/;
/** Inputs are called by letters; the rest are Python's words. */
const names = /^([a-z]|and|or|not|if|else|in|is|True|False|pi|e)$/;

/**
 * True for a formula that is done at once whatever its inputs are: the four operations, rounding, comparisons. A
 * power of a power can take for ever, and so can what repeats a text or a list.
 */
export function isQuickFormula(formula: GraphValue | undefined): boolean {
	if (typeof formula !== "string" || formula.length > LONGEST) return false;
	if (!/^[\w\s+\-*/%(),.<>=!&|~^?:]*$/.test(formula) || /\*\*|<</.test(formula)) return false;
	// Numbers such as 1e5 are no names.
	const words =
		formula.replaceAll(/\b\d[\d_]*(\.\d+)?(e[+-]?\d{1,3})?\b/gi, " ").match(/[A-Za-z_]\w*/g) ?? [];
	return words.every((word) => functions.test(word) || names.test(word));
}
