import type { CommandShape } from "../../../workflows/command-line/shape.ts";
import { CliError } from "../command.ts";
import { print, soloCommand } from "../parts.ts";

/** What is completed. */
export interface Completed {
	name: string;
	alias?: string;
	summary: string;
	shape: CommandShape;
}

/** What may follow some words: each with what it is for. */
interface Place {
	/** Words after the program's name, as `jobs list`; nothing: it alone. */
	path: string;
	words: readonly (readonly [word: string, says: string])[];
}

/** The command that prints completions for all commands, which are known only once all are there. */
export function completionOf(commands: () => Promise<readonly Completed[]>) {
	return soloCommand(
		{
			name: "completion",
			about: "Prints what makes a shell complete the words of darkroom: bash, zsh or fish.",
			key: null,
			options: {},
		},
		{
			takes: ["<shell>"],
			examples: ["bash >> ~/.bashrc", "fish > ~/.config/fish/completions/darkroom.fish"],
			async run({ words: [shell = ""] }) {
				const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
				if (script === undefined)
					throw new CliError("usage", `there is nothing for ${JSON.stringify(shell)}: bash, zsh or fish`);
				print(script(placesIn(await commands())));
				return "ok";
			},
		},
	);
}

/** Every place of a command line, with all that may follow there. Pure. */
export function placesIn(commands: readonly Completed[]): Place[] {
	const all = commands.map(({ name, summary }) => [name, summary] as const);
	return [
		{ path: "", words: [...all, HELP] },
		...commands.flatMap(({ name, alias, shape }) => {
			const below = placesBelow(shape);
			const names = alias === undefined ? [name] : [name, alias];
			return names.flatMap((one) =>
				below.map(({ path, words }) => ({ path: path === "" ? one : `${one} ${path}`, words })),
			);
		}),
	];
}

const HELP = ["--help", "tells what there is"] as const;

function placesBelow({ parts, options, shared }: CommandShape): Place[] {
	const names = Object.keys(parts);
	const beginnings = names.flatMap((name) => name.split(" ").map((_, i, all) => all.slice(0, i).join(" ")));
	return [...new Set(["", ...beginnings, ...names])].map((path) => {
		const depth = path === "" ? 0 : path.split(" ").length;
		const next = names
			.filter((name) => name !== "" && (path === "" || name.startsWith(`${path} `)))
			.map((name) => [name.split(" ")[depth] ?? "", parts[name]?.says ?? ""] as const);
		const own = [...(parts[path]?.options ?? []), ...shared].flatMap((name) => {
			const option = options[name];
			return option === undefined ? [] : [[`--${name}`, option.says] as const];
		});
		return { path, words: [...new Map([...next, ...own, HELP])] };
	});
}

function bash(places: readonly Place[]): string {
	const known = places.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`);
	const cases = places.map(
		({ path, words }) => `\t"${path}") words="${words.map(([word]) => word).join(" ")}" ;;`,
	);
	return `_darkroom() {
	local at="" next word words=""
	for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		next="\${at:+$at }$word"
		case "$next" in
		${known.join("|")}) at="$next" ;;
		esac
	done
	case "$at" in
${cases.join("\n")}
	esac
	COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _darkroom darkroom`;
}

/** Zsh takes the completions of bash. */
const zsh = (places: readonly Place[]) => `autoload -U +X bashcompinit && bashcompinit\n${bash(places)}`;

function fish(places: readonly Place[]): string {
	const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
	const known = places.filter(({ path }) => path !== "").map(({ path }) => quoted(path));
	const cases = places.map(({ path, words }) => {
		const lines = words.map(([word, says]) => quoted(`${word}\t${says.split("\n")[0]}`));
		return `\t\tcase ${quoted(path)}\n\t\t\tprintf '%s\\n' ${lines.join(" ")}`;
	});
	return `function __darkroom_words
	set -l at ''
	for word in (commandline -opc)[2..]
		set -l next (string trim "$at $word")
		switch "$next"
		case ${known.join(" ")}
			set at "$next"
		end
	end
	switch "$at"
${cases.join("\n")}
	end
end
complete -c darkroom -a '(__darkroom_words)'`;
}

const SHELLS: Readonly<Record<string, (places: readonly Place[]) => string>> = { bash, zsh, fish };
