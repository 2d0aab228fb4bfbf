import type { ParseArgsConfig } from "node:util";
import type { DarkroomClient } from "../client.ts";
import { readArguments } from "./arguments.ts";
import { CliError } from "./command.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What one part of a command takes. */
export interface PartShape<Name> {
	/** The words that it takes, for people. */
	takes: readonly string[];
	/** Further words may follow. */
	more?: true;
	options: readonly Name[];
}

/** What a part is given to work with. */
export interface AskedPart<T extends Options> {
	words: readonly string[];
	values: ReturnType<typeof readArguments<T>>["values"];
	client: DarkroomClient;
}

/**
 * Which part of a command is asked for, and with what. A part's name has one word or more; `--url` goes with each.
 *
 * @throws CliError `usage`
 */
export function readPart<const T extends Options, P extends PartShape<keyof T>>(
	args: readonly string[],
	options: T,
	parts: Readonly<Record<string, P>>,
) {
	const { values, words } = readArguments(args, options, { most: Number.POSITIVE_INFINITY });
	const names = Object.keys(parts);
	const name = names.find((one) => one.split(" ").every((word, i) => words[i] === word));
	const what = name === undefined ? undefined : parts[name];
	if (name === undefined || !what) throw new CliError("usage", unknown(words, names));
	const rest = words.slice(name.split(" ").length);
	const missing = what.takes[rest.length];
	if (missing !== undefined) throw new CliError("usage", `${name} takes <${what.takes.join("> <")}>`);
	const beyond = what.more ? undefined : rest[what.takes.length];
	if (beyond !== undefined)
		throw new CliError("usage", `${JSON.stringify(beyond)} is too much (--help tells what is taken)`);
	const strange = Object.keys(values).find(
		(one) => one !== "url" && !what.options.some((own) => own === one),
	);
	if (strange !== undefined) throw new CliError("usage", `${name} takes no --${strange}`);
	return { what, words: rest, values };
}

function unknown(words: readonly string[], names: readonly string[]): string {
	const [first] = words;
	if (first === undefined) return `say what to do: ${names.join(", ")}`;
	const near = names.filter((name) => name.startsWith(`${first} `));
	const asked = near.length === 0 ? first : words.slice(0, 2).join(" ");
	return `there is no ${JSON.stringify(asked)}: ${(near.length === 0 ? names : near).join(", ")}`;
}
