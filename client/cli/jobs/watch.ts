import type { Command } from "../command.ts";
import { jobs } from "./command.ts";

/** The same as `jobs watch`, which is asked for most. */
export const watch: Command = {
	name: "watch",
	summary: "shows how a job gets on until it has ended",
	usage: `npm run darkroom -- watch <job> [--out <folder>] [--json | --ndjson]

The same as jobs watch: shows how a job gets on until it has ended. Ctrl-C leaves it alone.`,
	run: (args, env) => jobs.run(["watch", ...args], env),
};
