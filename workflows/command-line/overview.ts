import { Command } from "commander";
import { quiet, Stopped } from "./program.ts";

/** A command as the list of all shows it. */
export interface Listed {
	name: string;
	/** It is found by this name, too, which no list shows. */
	alias?: string;
	/** One line for the list of commands. */
	summary: string;
}

/** A program of many commands, none of which is loaded. */
export interface Overview {
	called: string;
	about: string;
	/** Command lines, without what stands before them. */
	examples: readonly string[];
	commands: readonly Listed[];
	/** Columns of the terminal; absent: 100. */
	width?: number | undefined;
}

/** The help of a program. Pure. */
export function overviewOf(overview: Overview): string {
	let told = "";
	programOf(overview, (text) => {
		told += text;
	}).outputHelp();
	return told.trimEnd();
}

/** Which command, or option, may be meant by one that there is not; null: none is near. Pure. */
export function nearest(overview: Overview, asked: string): string | null {
	const program = programOf(overview, () => {});
	try {
		program.parse([asked], { from: "user" });
	} catch (error) {
		if (error instanceof Stopped) return /\(Did you mean (.*)\?\)/.exec(error.message)?.[1] ?? null;
		throw error;
	}
	return null;
}

function programOf(
	{ called, about, examples, commands, width }: Overview,
	tell: (text: string) => void,
): Command {
	const program = quiet(new Command(called), { width, tell })
		.description(about)
		.configureHelp({ subcommandTerm: (node) => node.name() })
		.addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${called} ${line}`).join("\n")}`);
	for (const { name, alias, summary } of commands) {
		const node = program.command(name).summary(summary);
		if (alias !== undefined) node.alias(alias);
	}
	return program.exitOverride((error) => {
		throw new Stopped(program, error);
	});
}
