/** An option, declared once: what parses it, tells of it in help, and completes it is made of this. */
export interface OptionShape {
	/** What its value is called, as `folder` of `--out <folder>`; absent: it takes none. */
	value?: string;
	/** It may be there several times. */
	many?: true;
	/** Its letter, where it has one. */
	short?: string;
	says: string;
	/** What to say where it is there twice, if that needs words of its own. */
	twice?: string;
}
export type Options = Readonly<Record<string, OptionShape>>;

type ValueOf<T extends OptionShape> = T extends { many: true }
	? string[]
	: T extends { value: string }
		? string
		: true;
/** What a command line says of options, by their names. */
export type Values<T extends Options> = { [Name in keyof T]?: ValueOf<T[Name]> | undefined };

/** One part of a command: what it takes, and what is said of it. */
export interface PartShape {
	/** One line for the list of parts. */
	says: string;
	/** Words in their order, as commander writes them: `<job>`, `[folder]`, `<file...>`. */
	takes: readonly string[];
	/** Names among the options of its command. */
	options: readonly string[];
	/** What may follow its name, each a command line that can be understood. */
	examples: readonly string[];
}

/** A command, declared once. */
export interface CommandShape {
	/** Empty where the program itself is meant. */
	name: string;
	/** What it is for, at the head of its help. */
	about: string;
	/** What stands at the end of its help and that of its parts, as it is written. */
	notes?: string | undefined;
	options: Options;
	/** Names of those that each part takes. */
	shared: readonly string[];
	/** By name, of one word or several: `list`, `accounts show`. That without a name is the command itself. */
	parts: Readonly<Record<string, PartShape>>;
}

/** A part by what a person types for it, without what stands before the command: `jobs list`. */
export function pathOf({ name }: CommandShape, part: string): string {
	return `${name} ${part}`.trim();
}
