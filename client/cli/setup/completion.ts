import { readArguments } from "../arguments.ts";
import { CliError, type Command } from "../command.ts";
import { print } from "../parts.ts";

/** What is completed after a command. */
export interface Completed {
	name: string;
	alias?: string;
	summary: string;
	parts?: readonly string[];
	options?: readonly string[];
}

const USAGE = `npm run darkroom -- completion <shell>

Prints what makes a shell complete the words of darkroom: bash, zsh or fish.

Examples:
  darkroom completion bash >> ~/.bashrc
  darkroom completion fish > ~/.config/fish/completions/darkroom.fish

Ends with 0 done, 2 not understood.`;

/** The command that prints completions for all commands, which are known only once all are there. */
export function completionOf(commands: () => Promise<readonly Completed[]>): Command {
	return {
		usage: USAGE,
		async run(args) {
			const [shell] = readArguments(args, {}, { most: 1 }).words;
			const script = SHELLS[shell ?? ""];
			if (script === undefined) throw new CliError("usage", "say which shell: bash, zsh or fish");
			print(script(await commands()));
			return "ok";
		},
	};
}

const namesOf = ({ name, alias }: Completed) => [name, ...(alias === undefined ? [] : [alias])];
const wordsOf = ({ parts = [], options = [] }: Completed) =>
	[
		...new Set(parts.map((part) => part.split(" ")[0] ?? "")),
		...options.map((option) => `--${option}`),
		"--help",
	].join(" ");

function bash(commands: readonly Completed[]): string {
	const cases = commands.map((one) => `\t\t${namesOf(one).join("|")}) words="${wordsOf(one)}" ;;`);
	return `_darkroom() {
	local words="${commands.map(({ name }) => name).join(" ")} --help"
	if [ "$COMP_CWORD" -gt 1 ]; then
		case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
		*) words="" ;;
		esac
	fi
	COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _darkroom darkroom`;
}

/** Zsh takes the completions of bash. */
const zsh = (commands: readonly Completed[]) =>
	`autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;

function fish(commands: readonly Completed[]): string {
	const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
	return commands
		.flatMap((one) => [
			`complete -c darkroom -n __fish_use_subcommand -a ${one.name} -d ${quoted(one.summary)}`,
			`complete -c darkroom -n "__fish_seen_subcommand_from ${namesOf(one).join(" ")}" -a ${quoted(wordsOf(one))}`,
		])
		.join("\n");
}

const SHELLS: Readonly<Record<string, (commands: readonly Completed[]) => string>> = { bash, zsh, fish };
