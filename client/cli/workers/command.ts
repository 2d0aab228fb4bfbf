import { createToken, drainWorker, listWorkers, WORKER_OPTIONS } from "../admin/workers.ts";
import { OPERATOR_KEY } from "../command.ts";
import { partedCommand } from "../parts.ts";

/** The workers among what operators look after, under the name that people look for. */
export const worker = partedCommand(
	{
		name: "worker",
		about:
			"Workers of a Darkroom, for whoever runs it: the same as admin workers, and admin tokens create. A worker itself is started beside its ComfyUI, from its image or with npm run worker, with EDGE_URL and the token as WORKER_TOKEN.",
		key: OPERATOR_KEY,
		options: WORKER_OPTIONS,
	},
	{ list: listWorkers, drain: drainWorker, token: createToken },
);
