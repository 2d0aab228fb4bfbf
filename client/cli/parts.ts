import path from "node:path";
import type { ParseArgsConfig } from "node:util";
import type { DarkroomClient } from "../client.ts";
import { readArguments } from "./arguments.ts";
import { ACCOUNT_KEY, CliError, type Command, type ExitName, folderOf } from "./command.ts";
import { connect, connectionOf, readLocal } from "./connection.ts";

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
	/** An absolute path of a file that was named. */
	at(file: string): string;
}

/** One part of a command, and what it does. */
export interface Part<T extends Options> extends PartShape<keyof T> {
	run(asked: AskedPart<T>): Promise<ExitName>;
}

/** A command of several parts, each with its words and those of the options that it takes. */
export function partedCommand<const T extends Options & { url: { type: "string" } }>(
	about: Pick<Command, "usage" | "key">,
	options: T,
	parts: Readonly<Record<string, Part<T>>>,
): Command {
	return {
		...about,
		parts: Object.keys(parts),
		options: Object.keys(options),
		async run(args, env) {
			const { what, words, values } = readPart(args, options, parts);
			const { url } = values as { url?: string };
			const client = connect(connectionOf(url, env, readLocal(), about.key ?? ACCOUNT_KEY));
			return what.run({ words, values, client, at: (file) => path.resolve(folderOf(env), file) });
		},
	};
}

/** A line of a result. */
export const print = (text: string) => process.stdout.write(`${text}\n`);
/** A result as the API says it. */
export const printJson = (value: unknown) => print(JSON.stringify(value, null, 2));
/** One of several results as the API says them: a line each, for programs that read while it goes on. */
export const printLine = (value: unknown) => print(JSON.stringify(value));

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
