import { type Environment, EXIT, say } from "./cli/command.ts";
import { inWords } from "./cli/in-words.ts";
import { COMMANDS } from "./commands.ts";

/** Runs a command and answers with what the process ends with. No stack trace reaches whoever asked. */
export async function main(args: readonly string[], env: Environment): Promise<number> {
	const [name, ...rest] = args[0] === "help" && args.length > 1 ? [...args.slice(1), "--help"] : args;
	const listed = COMMANDS.find((one) => one.name === name || one.alias === name);
	if (!listed) {
		const { overview } = await import("./cli/overview.ts");
		return EXIT[overview(name, COMMANDS)];
	}
	const command = await listed.load();
	try {
		return EXIT[await command.run(rest, env)];
	} catch (error) {
		const { exit, message } = inWords(error, command.key);
		say(`darkroom ${listed.name}: ${message}`);
		return EXIT[exit];
	}
}
