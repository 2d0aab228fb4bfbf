import { admin } from "./cli/admin/command.ts";
import { assets } from "./cli/assets/command.ts";
import { audit } from "./cli/audit/command.ts";
import { benchmark } from "./cli/benchmark.ts";
import { characters } from "./cli/characters/command.ts";
import { CliError, type Command, type Environment, EXIT, type KeyKind, say } from "./cli/command.ts";
import { ACCOUNT_KEY } from "./cli/connection.ts";
import { dataset } from "./cli/dataset/command.ts";
import { imports } from "./cli/imports/command.ts";
import { jobs } from "./cli/jobs/command.ts";
import { run } from "./cli/jobs/run.ts";
import { watch } from "./cli/jobs/watch.ts";
import { keys } from "./cli/keys/command.ts";
import { workflows } from "./cli/library/command.ts";
import { loras } from "./cli/loras/command.ts";
import { generate } from "./cli/pages/generate.ts";
import { pipelines } from "./cli/pipelines/command.ts";
import { pools } from "./cli/pools/command.ts";
import { qa } from "./cli/qa/command.ts";
import { completionOf } from "./cli/setup/completion.ts";
import { doctor } from "./cli/setup/doctor.ts";
import { init } from "./cli/setup/init.ts";
import { storyboards } from "./cli/storyboards/command.ts";
import { trainings } from "./cli/trainings/command.ts";
import { types } from "./cli/types/command.ts";
import { usage } from "./cli/usage/command.ts";
import { DarkroomError } from "./sdk/errors.ts";

/** All commands. A further one is a file below cli/ and a name in this list. */
export const COMMANDS: readonly Command[] = [
	init,
	doctor,
	run,
	watch,
	jobs,
	pipelines,
	generate,
	characters,
	storyboards,
	assets,
	workflows,
	imports,
	dataset,
	trainings,
	loras,
	qa,
	usage,
	keys,
	audit,
	types,
	completionOf(() => COMMANDS),
	pools,
	admin,
	benchmark,
];

/** Runs a command and answers with what the process ends with. No stack trace reaches whoever asked. */
export async function main(args: readonly string[], env: Environment): Promise<number> {
	const [name, ...rest] = args;
	if (name === undefined || name === "help" || name === "--help") {
		say(overview());
		return name === undefined ? EXIT.usage : EXIT.ok;
	}
	const command = COMMANDS.find((one) => one.name === name);
	if (!command) {
		say(`there is no command ${JSON.stringify(name)} (darkroom --help lists them)`);
		return EXIT.usage;
	}
	// That of the library has a help of its own for each of its commands.
	if (rest.includes("--help") && command !== workflows) {
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

function inWords(error: unknown, { variable, what }: KeyKind): { exit: keyof typeof EXIT; message: string } {
	if (error instanceof CliError) return { exit: error.exit, message: error.message };
	if (!(error instanceof DarkroomError)) {
		const message = error instanceof Error ? error.message : String(error);
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
