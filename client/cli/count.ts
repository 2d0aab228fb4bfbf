import { CliError } from "./command.ts";

/** A count that was asked for. @throws CliError `usage` */
export function countOf(text: string | undefined, option: string, otherwise: number): number {
	if (text === undefined) return otherwise;
	if (!/^[1-9]\d{0,5}$/.test(text))
		throw new CliError("usage", `--${option}: ${text} is no number from 1 on`);
	return Number(text);
}
