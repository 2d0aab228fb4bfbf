import { CliError } from "../command.ts";

/** The number that an option says; undefined where it is absent. @throws CliError `usage` */
export function numberOf(option: string, word: string | undefined): number | undefined {
	if (word === undefined) return undefined;
	const value = Number(word);
	if (word.trim() === "" || !Number.isFinite(value))
		throw new CliError("usage", `--${option} ${word} is no number`);
	return value;
}
