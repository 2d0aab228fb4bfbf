import type { Command } from "../command.ts";
import { PICTURES_USAGE } from "../pictures/here.ts";
import { jobs } from "./command.ts";

/** The same as `jobs watch`, which is asked for most. */
export const watch: Command = {
	usage: `npm run darkroom -- watch <job> [--out <folder>] [--json | --ndjson]

The same as jobs watch: shows how a job gets on until it has ended. Ctrl-C leaves it alone.

  --out <folder>           writes what it made there, and prints the paths; nothing is overwritten
${PICTURES_USAGE}
  --json                   the job as the API says it
  --ndjson                 all that is told of it while it goes on, a line of JSON each, and the job last
  --url <address>          where Darkroom is; also DARKROOM_URL

Example:
  npm run darkroom -- watch job_… --out pictures

DARKROOM_KEY is the API key. Ends with 0 done, 1 the job did not succeed, 2 not understood, 3 a file cannot be written,
4 Darkroom does not answer, 5 Darkroom refuses, 130 left off.`,
	options: ["out", "pictures", "json", "ndjson", "url"],
	run: (args, env) => jobs.run(["watch", ...args], env),
};
