import { admin } from "../admin/command.ts";
import { CliError, type Command, OPERATOR_KEY } from "../command.ts";

const USAGE = `npm run darkroom -- worker <what> [options]

Workers of a Darkroom, for whoever runs it: the same as admin workers, and admin tokens create. A worker itself is started beside its
ComfyUI, from its image or with npm run worker, with EDGE_URL and the token as WORKER_TOKEN.

  list                     those that are there; --all: those that are gone too
  drain <worker>           it finishes what it has and ends
  token <pool> <name>      makes a token for workers of a pool, and prints it: it is shown this once

  --json                   what the API answers, as JSON
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- worker list --all
  npm run darkroom -- worker token default "gpu 1"

DARKROOM_ADMIN_KEY is the operator's key; of the Darkroom that npm start runs here it is known.
Ends with 0 done, 2 not understood, 4 Darkroom does not answer, 5 Darkroom refuses.`;

/** What each part is called among those of operators. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
	list: ["workers", "list"],
	drain: ["workers", "drain"],
	token: ["tokens", "create"],
};

/** The workers among what operators look after, under the name that people look for. */
export const worker: Command = {
	usage: USAGE,
	key: OPERATOR_KEY,
	parts: Object.keys(PARTS),
	options: ["all", "json", "url"],
	async run([what = "", ...rest], env) {
		const part = Object.hasOwn(PARTS, what) ? PARTS[what] : undefined;
		if (part === undefined)
			throw new CliError("usage", `say what to do: ${Object.keys(PARTS).join(", ")} (--help tells all)`);
		return admin.run([...part, ...rest], env);
	},
};
