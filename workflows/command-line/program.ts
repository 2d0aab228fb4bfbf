import { Command, type CommanderError, Option } from "commander";
import { type CommandShape, type OptionShape, type PartShape, pathOf } from "./shape.ts";

export type Given = string | string[] | true;

/** What a command line asks for: a part, its words, and options by name. */
export interface Line {
	part: string;
	words: string[];
	values: Readonly<Record<string, Given>>;
}

/** Columns of help where nobody says how wide a terminal is, and at most. */
const USUAL_WIDTH = 100;
const WIDEST = 120;
/** Examples that the help of a command shows; that of each part has its own. */
const MOST_EXAMPLES = 3;

/** What is made of a shape by a program. */
export interface Making {
	/** What stands before the name of the command, as `darkroom`. */
	called: string;
	/** Columns of the terminal. */
	width?: number | undefined;
	/** Is given the text of help. */
	tell(text: string): void;
	/** Is given what was understood. */
	found(line: Line): void;
	/** What cannot be understood, as an error with words for people. */
	refusal(words: string): Error;
}

/** Where commander stopped, and why: help was asked for, or a line cannot be understood. */
export class Stopped extends Error {
	readonly node: Command;
	readonly code: string;

	constructor(node: Command, { code, message }: CommanderError) {
		super(message);
		this.node = node;
		this.code = code;
	}
}

/** A command as commander parses it, with its parts below it. It ends no process: parsing throws {@link Stopped}. */
export function programOf(shape: CommandShape, making: Making): Command {
	const own = shape.parts[""];
	const program = quiet(new Command(`${making.called} ${shape.name}`.trimEnd()), making)
		.description(shape.about)
		.configureHelp({ showGlobalOptions: true });
	// Where the command itself takes options, those of a part stand behind its name.
	if (own !== undefined) program.enablePositionalOptions();
	else addOptions(program, shape.shared, shape, making);
	for (const [name, part] of Object.entries(shape.parts)) {
		const node = nodeAt(program, name);
		if (name !== "") node.summary(part.says).description(part.says);
		for (const word of part.takes) node.argument(word);
		addOptions(node, own === undefined ? part.options : [...part.options, ...shape.shared], shape, making);
		node.action(() => {
			const before = own === undefined || node === program ? [] : Object.keys(valuesOf(program));
			if (before[0] !== undefined)
				throw making.refusal(`--${before[0]} stands before ${name}: the options of ${name} come after it`);
			making.found({ part: name, words: node.args, values: valuesOf(node) });
		});
	}
	addExamples(program, shape, making.called);
	for (const node of nodesOf(program))
		node.exitOverride((error) => {
			throw new Stopped(node, error);
		});
	if (shape.notes !== undefined) program.addHelpText("afterAll", `\n${shape.notes}`);
	return program;
}

/** The same program, which writes nothing by itself and ends no process. */
export function quiet(
	program: Command,
	{ width = USUAL_WIDTH, tell }: Pick<Making, "width" | "tell">,
): Command {
	const columns = Math.min(width, WIDEST);
	return program
		.exitOverride()
		.helpCommand(false)
		.helpOption("-h, --help", "tells this")
		.configureOutput({
			writeOut: tell,
			writeErr: tell,
			outputError: () => {},
			getOutHelpWidth: () => columns,
			getErrHelpWidth: () => columns,
		});
}

/** The node of a part; of `accounts show` it stands below one for `accounts`, which is made where it is missing. */
function nodeAt(program: Command, name: string): Command {
	return name
		.split(" ")
		.filter((word) => word !== "")
		.reduce((node, word) => node.commands.find((one) => one.name() === word) ?? node.command(word), program);
}

const nodesOf = (node: Command): Command[] => [node, ...node.commands.flatMap(nodesOf)];

/** Each node's own examples; one that only has others below it shows some of theirs, and what they are called. */
function addExamples(program: Command, shape: CommandShape, called: string): void {
	const nodes = new Map<Command, PartShape[]>();
	for (const [name, part] of Object.entries(shape.parts))
		for (let node: Command | null = nodeAt(program, name); node !== null; node = node.parent)
			nodes.set(node, [...(nodes.get(node) ?? []), part]);
	const names = new Map(Object.entries(shape.parts).map(([name, part]) => [part, name]));
	for (const [node, parts] of nodes) {
		if (node.summary() === "" && node !== program) {
			const below = node.commands.map((one) => one.name()).join(", ");
			node.summary(below).description(below);
		}
		const lines = parts.flatMap((part) =>
			part.examples.map(
				(rest) =>
					`  ${[called, pathOf(shape, names.get(part) ?? ""), rest].filter((word) => word !== "").join(" ")}`,
			),
		);
		const most = node.commands.length === 0 ? lines.length : MOST_EXAMPLES;
		node.addHelpText("after", `\nExamples:\n${lines.slice(0, most).join("\n")}`);
	}
}

function addOptions(node: Command, names: readonly string[], shape: CommandShape, making: Making): void {
	for (const name of names) {
		const option = shape.options[name];
		if (option === undefined) throw new Error(`${shape.name} has no option ${name}`);
		node.addOption(optionOf(name, option, making));
	}
}

function optionOf(name: string, { value, many, short, says, twice }: OptionShape, making: Making): Option {
	const flags = [
		short === undefined ? "" : `-${short}, `,
		`--${name}`,
		value === undefined ? "" : ` <${value}>`,
	];
	const option = new Option(flags.join(""), says);
	// What takes no value is told as one here, so that it too is heard of when it is there twice.
	if (value === undefined) option.preset("");
	return option.argParser((given: string, before: Given | undefined): Given => {
		if (before !== undefined && !Array.isArray(before))
			throw making.refusal(twice ?? `--${name} is there twice: which is meant?`);
		if (value === undefined) return true;
		return many ? [...(before ?? []), given] : given;
	});
}

/** What was said of the options of a node, and of those above it. */
function valuesOf(node: Command): Record<string, Given> {
	const found: Record<string, Given> = {};
	for (let at: Command | null = node; at !== null; at = at.parent)
		for (const option of at.options) {
			const value: Given | undefined = at.getOptionValue(option.attributeName());
			if (value !== undefined) found[option.name()] = value;
		}
	return found;
}
