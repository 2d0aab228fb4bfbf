import { ACCOUNT_KEY, CliError, type Environment, EXIT, type KeyKind, say } from "./cli/command.ts";
import { COMMANDS } from "./commands.ts";
import { DarkroomError } from "./sdk/errors.ts";

/** Runs a command and answers with what the process ends with. No stack trace reaches whoever asked. */
export async function main(args: readonly string[], env: Environment): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === "help" || name === "--help") {
		say(overview());
		return name === undefined ? EXIT.usage : EXIT.ok;
	}
	const listed = COMMANDS.find((one) => one.name === name || one.alias === name);
	if (!listed) {
		say(`there is no command ${JSON.stringify(name)} (darkroom --help lists them)`);
		return EXIT.usage;
	}
	const command = await listed.load();
	// That of the library has a help of its own for each of its commands.
	if (rest.includes("--help") && !command.helpsItself) {
		say(command.usage);
		return EXIT.ok;
	}
	try {
		return EXIT[await command.run(rest, env)];
	} catch (error) {
		const { exit, message } = inWords(error, command.key ?? ACCOUNT_KEY);
		say(`darkroom ${name}: ${message}`);
		return EXIT[exit];
	}
}

function overview(): string {
	const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)}  ${summary}`);
	return [
		"npm run darkroom -- <command> [options]",
		"",
		...lines,
		"",
		"--help after a command tells its options.",
	].join("\n");
}

/** Errors of an answer that is no JSON, or another one than the API's. */
const NOT_UNDERSTOOD: ReadonlySet<string> = new Set(["ZodError", "SyntaxError"]);

function inWords(error: unknown, { variable, what }: KeyKind): { exit: keyof typeof EXIT; message: string } {
	if (error instanceof CliError) return { exit: error.exit, message: error.message };
	if (!(error instanceof DarkroomError)) {
		const message = error instanceof Error ? error.message : String(error);
		if (error instanceof Error && NOT_UNDERSTOOD.has(error.name))
			return {
				exit: "unreachable",
				message: "what answers there is no Darkroom, or one of another release: is the address right?",
			};
		return { exit: "failed", message: `something broke: ${message}` };
	}
	if (error.status === 401)
		return {
			exit: "refused",
			message: `Darkroom does not know this key: set ${variable} to ${what} of that one`,
		};
	const request = error.requestId === null ? "" : ` (request ${error.requestId})`;
	return { exit: error.status >= 500 ? "unreachable" : "refused", message: `${error.message}${request}` };
}
