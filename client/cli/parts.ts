import path from "node:path";
import type { Line } from "../../workflows/command-line/program.ts";
import { readLine } from "../../workflows/command-line/read.ts";
import type { CommandShape, Options, PartShape, Values } from "../../workflows/command-line/shape.ts";
import type { DarkroomClient } from "../client.ts";
import {
	ACCOUNT_KEY,
	CALLED,
	CliError,
	type Command,
	type Environment,
	type ExitName,
	endsWith,
	folderOf,
	type KeyKind,
	say,
} from "./command.ts";
import { connect, connectionOf, readLocal } from "./connection.ts";
import { URL_OPTION } from "./options.ts";

/** What is said of a command beside its parts. */
export interface About<T extends Options> {
	name: string;
	/** What it is for, at the head of its help. */
	about: string;
	/** What stands before the exit codes in its help, as it is written. */
	notes?: string;
	/** What it ends with beside what every command does, in words. */
	ends?: Readonly<Partial<Record<ExitName, string>>>;
	/** Whose key it sends; null: it asks no Darkroom. Absent: that of an account. */
	key?: KeyKind | null;
	options: T;
}

/** What a part is given to work with. */
export interface AskedPart<T extends Options> {
	words: readonly string[];
	values: Values<T>;
	/** A client of the Darkroom that is meant, made when it is first asked for: what is wrong in other ways is said first. */
	readonly client: DarkroomClient;
	env: Environment;
	/** An absolute path of a file that was named. */
	at(file: string): string;
}

/** One part of a command, and what it does. */
export interface Part<T extends Options> extends Omit<PartShape, "takes" | "options"> {
	takes?: readonly string[];
	options?: readonly (keyof T & string)[];
	run(asked: AskedPart<T>): Promise<ExitName>;
}

/** A command of several parts, each with its words and those of the options that it takes; `""`: what it does without one. */
export function partedCommand<const T extends Options>(
	{ name, about, notes, ends, key = ACCOUNT_KEY, options }: About<T>,
	parts: Readonly<Record<string, Part<T>>>,
): Command {
	const shape: CommandShape = {
		...{ name, about },
		notes: [...(notes === undefined ? [] : [notes]), endsWith(key, ends ?? {})].join("\n"),
		options: key === null ? options : { ...options, url: URL_OPTION },
		shared: key === null ? [] : ["url"],
		parts: Object.fromEntries(
			Object.entries(parts).map(([part, { says, takes = [], options: own = [], examples }]) => [
				part,
				{ says, takes, options: own, examples },
			]),
		),
	};
	return {
		shape,
		key: key ?? ACCOUNT_KEY,
		async run(args, env) {
			const line = readLine(shape, args, { ...READING, width: process.stderr.columns });
			if ("help" in line) {
				say(line.help);
				return "ok";
			}
			const { words, values } = line as Line & AskedPart<T>;
			const url = line.values.url as string | undefined;
			let client: DarkroomClient | null = null;
			const what = parts[line.part];
			if (what === undefined) throw new Error(`${name} has no part ${line.part}`);
			return what.run({
				...{ words, values, env },
				get client() {
					client ??= connect(connectionOf(url, env, readLocal(), key ?? ACCOUNT_KEY));
					return client;
				},
				at: (file) => path.resolve(folderOf(env), file),
			});
		},
	};
}

/** A command that does one thing. */
export function soloCommand<const T extends Options>(
	about: About<T>,
	only: Omit<Part<T>, "says" | "options">,
): Command {
	return partedCommand(about, {
		"": { ...only, says: about.about, options: Object.keys(about.options) },
	});
}

const READING = { called: CALLED, refusal: (words: string) => new CliError("usage", words) };

/** What a command line asks of a command. @throws CliError `usage` */
export function asked<T extends Options = Options>(
	{ shape }: Command,
	args: readonly string[],
): { part: string; words: readonly string[]; values: Values<T> } {
	const line = readLine(shape, args, READING);
	if ("help" in line) throw new CliError("usage", "help was asked for");
	return { ...line, values: line.values as Values<T> };
}

/** A line of a result. */
export const print = (text: string) => process.stdout.write(`${text}\n`);
/** A result as the API says it. */
export const printJson = (value: unknown) => print(JSON.stringify(value, null, 2));
/** One of several results as the API says them: a line each, for programs that read while it goes on. */
export const printLine = (value: unknown) => print(JSON.stringify(value));
