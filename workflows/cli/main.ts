import { canvas } from "./canvas.ts";
import { type Command, CommandError } from "./command.ts";
import { convert } from "./convert.ts";
import { doctor } from "./doctor.ts";
import { importCommand } from "./import.ts";
import { print, say } from "./io.ts";
import { list } from "./list.ts";
import { pipelinesCommand } from "./pipelines.ts";
import { readme } from "./readme.ts";
import { show } from "./show.ts";
import { validate } from "./validate.ts";

/** All commands. A further one is a file beside this and a name in this list. */
const commands: readonly Command[] = [
	list,
	show,
	canvas,
	convert,
	validate,
	importCommand,
	doctor,
	pipelinesCommand,
	readme,
];

/**
 * Runs a command and answers with the exit status: 0 good, 1 not current (readme), 2 bad or not understood.
 * Whatever goes wrong is printed as JSON, `{ error: { type, message } }`; no stack trace reaches a pipe.
 * @param called how this program is called, for its help
 */
export async function main(args: readonly string[], called = "npm run workflows --"): Promise<number> {
	const usage = (of: readonly Command[]) => usageOf(of, called);
	const [name, ...rest] = args;
	if (name === undefined || name === "help" || name === "--help") {
		say(usage(commands));
		return name === undefined ? 2 : 0;
	}
	const command = commands.find((one) => one.name === name);
	if (command !== undefined && rest.includes("--help")) {
		say(usage([command]));
		return 0;
	}
	try {
		if (command === undefined) throw new CommandError("usage", `There is no command ${name}.`);
		return await command.run(rest);
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const type = error instanceof CommandError ? error.type : "internal";
		if (type === "usage") say(usage(command === undefined ? commands : [command]));
		print({ error: { type, message } });
		return 2;
	}
}

function usageOf(of: readonly Command[], called: string): string {
	const lines = of.flatMap(({ name, usage }) =>
		usage.map(([args, what]) => `  ${[name, args].filter((word) => word !== "").join(" ")}\n      ${what}`),
	);
	return [`usage: ${called} <command>`, ...lines].join("\n");
}
