import path from "node:path";
import { type Command, EXIT, say } from "../command.ts";
import { connect, connectionOf, readLocal } from "../connection.ts";
import { Interrupt } from "../interrupt.ts";
import { makePage } from "./make.ts";
import { OPTION_NAMES, readOptions, USAGE } from "./options.ts";

export const generate: Command = {
	usage: USAGE,
	options: OPTION_NAMES,
	async run(args, env) {
		// What npm starts stands in the folder of this repository, not where it was called.
		const cwd = env.DARKROOM_CWD ?? process.cwd();
		const options = readOptions(args, cwd);
		const connection = connectionOf(options.url, env, readLocal());
		const interrupt = new Interrupt(() => {
			say("\nended at once; the same command goes on with the page");
			process.exit(EXIT.interrupted);
		});
		try {
			const made = await makePage(options, connect(connection), interrupt.signal);
			if (made === null) return "interrupted";
			process.stdout.write(`${path.relative(cwd, made)}\n`);
			return "ok";
		} finally {
			interrupt.end();
		}
	},
};
