import { CliError } from "../command.ts";
import { budgetOf, numberOf } from "../numbers.ts";

/** What the command line says of a comparison. */
export interface SaidOfComparison {
	prompt?: string[] | undefined;
	seeds?: string | undefined;
	at?: string | undefined;
	pool?: string | undefined;
	budget?: string | undefined;
}

/** The request of a comparison. @throws CliError `usage` */
export function comparisonOf({ prompt: prompts = [], seeds, at, pool, budget }: SaidOfComparison) {
	if (prompts.length === 0) throw new CliError("usage", "compare takes --prompt: what the pictures show");
	return {
		prompts,
		...(seeds !== undefined && { seeds: numbersOf("seeds", seeds) }),
		...(at !== undefined && { steps: numbersOf("at", at) }),
		...(pool !== undefined && { pool }),
		...budgetOf(budget),
	};
}

function numbersOf(option: string, words: string): number[] {
	return words.split(",").map((word) => {
		const value = numberOf(option, word) ?? 0;
		if (!Number.isInteger(value)) throw new CliError("usage", `--${option}: ${word} is no whole number`);
		return value;
	});
}
