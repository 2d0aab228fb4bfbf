import { CliError } from "./command.ts";

/** The number that an option says; undefined where it is absent. @throws CliError `usage` */
export function numberOf(option: string, word: string | undefined): number | undefined {
	if (word === undefined) return undefined;
	const value = Number(word);
	if (word.trim() === "" || !Number.isFinite(value))
		throw new CliError("usage", `--${option} ${word} is no number`);
	return value;
}

/**
 * What `--budget`, in US dollars, says of a request, in millionths of one; nothing where it is absent. How much a budget may
 * be is the edge's to say. @throws CliError `usage`
 */
export function budgetOf(word: string | undefined): { budget_micro_usd?: number } {
	const dollars = numberOf("budget", word);
	return dollars === undefined ? {} : { budget_micro_usd: Math.round(dollars * 1_000_000) };
}
