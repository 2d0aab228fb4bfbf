import { type ParseArgsConfig, parseArgs } from "node:util";
import { CliError } from "./command.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Options and words of a command. An option that is there twice, where it takes one, is refused.
 *
 * @param most words that are no options
 * @param twice what to say of certain options that are there twice
 * @throws CliError `usage`
 */
export function readArguments<const T extends Options>(
	args: readonly string[],
	options: T,
	{ most = 0, twice = {} }: { most?: number; twice?: Readonly<Record<string, string>> } = {},
) {
	// Some runners of scripts hand on the -- that was meant for them.
	const given = joined(args.filter((arg) => arg !== "--"));
	const { values, positionals, tokens } = understood(() =>
		parseArgs({ args: given, options, strict: true, allowPositionals: most > 0, tokens: true }),
	);
	const once = tokens.flatMap((token) =>
		token.kind === "option" && options[token.name]?.multiple !== true ? [token.name] : [],
	);
	const name = once.find((one, i) => once.indexOf(one) !== i);
	if (name !== undefined)
		throw new CliError("usage", twice[name] ?? `--${name} is there twice: which is meant?`);
	const [beyond] = positionals.slice(most);
	if (beyond !== undefined)
		throw new CliError("usage", `${JSON.stringify(beyond)} is too much (--help tells what is taken)`);
	return { values, words: positionals };
}

function understood<T>(parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		const [message = ""] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
		throw new CliError("usage", `${message} (--help lists all options)`, { cause: error });
	}
}

/** With `--page -1` as one word: else a negative number would be taken for an option, and told as such. */
function joined(args: readonly string[]): string[] {
	const words: string[] = [];
	for (const arg of args) {
		const before = words.at(-1);
		if (/^-\d/.test(arg) && before !== undefined && /^--[a-z-]+$/.test(before))
			words[words.length - 1] = `${before}=${arg}`;
		else if (/^-\d/.test(arg) && before !== undefined && /^-[a-z]$/.test(before))
			words[words.length - 1] = `${before}${arg}`;
		else words.push(arg);
	}
	return words;
}
