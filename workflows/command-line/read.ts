import type { Argument, Command } from "commander";
import { type Line, programOf, Stopped } from "./program.ts";
import type { CommandShape, OptionShape } from "./shape.ts";

/** How a command line is read. */
export interface Reading {
	/** What stands before the name of the command in its help, as `darkroom`. */
	called: string;
	/** Columns of the terminal; absent: 100. */
	width?: number | undefined;
	/** What cannot be understood, as an error with words for people. */
	refusal(words: string): Error;
}

/**
 * What a command line asks of a command: a part of it, or help, as its text. Pure.
 *
 * @throws what `refusal` makes, in one line that says what to do
 */
export function readLine(
	shape: CommandShape,
	args: readonly string[],
	{ called, width, refusal }: Reading,
): Line | { help: string } {
	// Some runners of scripts hand on the -- that was meant for them.
	const given = args.filter((arg) => arg !== "--");
	const mistaken = optionAsValue(given, shape);
	if (mistaken !== null) throw refusal(mistaken);
	let help = "";
	const lines: Line[] = [];
	const program = programOf(shape, {
		...{ called, width, refusal },
		tell: (text) => {
			help += text;
		},
		found: (line) => lines.push(line),
	});
	try {
		program.parse(given, { from: "user" });
	} catch (error) {
		if (!(error instanceof Stopped)) throw error;
		if (error.code === "commander.helpDisplayed") return { help: help.trimEnd() };
		throw refusal(inWords(error, shape));
	}
	const [line] = lines;
	if (line === undefined) throw new Error(`${shape.name} has nothing to do`);
	return line;
}

/** The help of each part of a command by what is typed for it, that of the command first. Pure. */
export function helpOf(shape: CommandShape, reading: Reading): Map<string, string> {
	const paths = new Set(Object.keys(shape.parts).flatMap((name) => ["", ...beginningsOf(name)]));
	return new Map(
		[...paths].map((path) => {
			const read = readLine(shape, [...path.split(" ").filter((word) => word !== ""), "--help"], reading);
			return [path, "help" in read ? read.help : ""];
		}),
	);
}

/** `accounts show` begins with `accounts`, and then there is all of it. */
function beginningsOf(name: string): string[] {
	const words = name.split(" ").filter((word) => word !== "");
	return words.map((_, i) => words.slice(0, i + 1).join(" "));
}

/** Commander takes whatever follows an option for its value; another option is none, and somebody forgot the value. */
function optionAsValue(args: readonly string[], { options }: CommandShape): string | null {
	const takes = new Map<string, OptionShape>();
	for (const [name, option] of Object.entries(options)) {
		if (option.value === undefined) continue;
		takes.set(`--${name}`, option);
		if (option.short !== undefined) takes.set(`-${option.short}`, option);
	}
	for (const [i, arg] of args.entries()) {
		const next = args[i + 1];
		const { value } = takes.get(arg) ?? {};
		if (value !== undefined && next !== undefined && /^--?[a-z]/i.test(next))
			return `${arg} takes a <${value}>, and ${next} looks like an option: ${arg.startsWith("--") ? `${arg}=${next}` : `${arg}${next}`} says that it is none`;
	}
	return null;
}

/** What commander says, in one line that tells what to do. */
function inWords({ node, code, message }: Stopped, shape: CommandShape): string {
	const path = pathTo(node);
	const name = path === "" ? shape.name : path;
	const said = message.replace(/^error: /, "");
	const [near = ""] = /\(Did you mean .*\)/.exec(said) ?? [];
	const names = Object.keys(shape.parts).filter((one) => one !== "");
	const below = names.filter((one) => one.startsWith(`${path} `));
	const choices = (path === "" ? names : below).join(", ");
	switch (code) {
		case "commander.help":
			return `say what to do: ${choices}`;
		case "commander.unknownCommand": {
			const asked = [path, node.args[0]].filter((word) => word !== "").join(" ");
			return `there is no ${JSON.stringify(asked)}${near === "" ? "" : ` ${lower(near)}`}: ${choices}`;
		}
		case "commander.missingArgument":
			return `${name} takes ${node.registeredArguments.map(worded).join(" ")}`;
		case "commander.excessArguments":
			return `${JSON.stringify(node.args[node.registeredArguments.length])} is too much (--help tells what is taken)`;
		case "commander.unknownOption": {
			const [, option = ""] = /'--(.*?)'/.exec(said) ?? [];
			const other = Object.hasOwn(shape.options, option);
			if (other && path === "" && shape.parts[""] === undefined) return `say first what to do: ${choices}`;
			if (other) return `${name} takes no --${option}`;
			const [unknown = said] = said.split("\n");
			return `${unknown} (${near === "" ? "" : `${lower(near.slice(1, -1))} `}--help lists all options)`;
		}
		default:
			return `${said} (--help lists all options)`;
	}
}

const lower = (text: string) => text.replace("Did", "did");
const worded = (argument: Argument) => {
	const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
	return argument.required ? `<${name}>` : `[${name}]`;
};

/** What is typed behind a command for one of its nodes; nothing for the command itself. */
function pathTo(node: Command): string {
	if (node.parent === null) return "";
	return `${pathTo(node.parent)} ${node.name()}`.trimStart();
}
