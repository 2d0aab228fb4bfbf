import type { Options } from "../../../workflows/command-line/shape.ts";
import { gather } from "../gather.ts";
import { JSON_OPTION } from "../options.ts";
import type { AskedPart, Part } from "../parts.ts";
import { workersTable } from "./text.ts";
import { printed, silent, told } from "./told.ts";

export const WORKER_OPTIONS = {
	all: { says: "those that are gone too" },
	json: JSON_OPTION,
} as const satisfies Options;
type WorkerPart = Part<typeof WORKER_OPTIONS>;
type Asked = AskedPart<typeof WORKER_OPTIONS>;

/** Workers as whoever runs a Darkroom sees them: `admin` has these parts, and `worker`. */
export const listWorkers: WorkerPart = {
	says: "those that are there",
	options: ["all", "json"],
	examples: ["--all"],
	run: printed(async ({ values, client }: Asked) => {
		const all = await gather(client.operator.workers());
		return told(values.all ? all : all.filter(({ gone_at }) => gone_at === null), workersTable);
	}),
};

export const drainWorker: WorkerPart = {
	says: "it finishes what it has and ends",
	takes: ["<worker>"],
	examples: ["wkr_…"],
	run: printed(({ words: [id = ""], client }: Asked) => silent(client.operator.drainWorker(id))),
};

export const createToken: WorkerPart = {
	says: "makes a token for workers of a pool, which is made where it is new; it is shown this once",
	takes: ["<pool>", "<name>"],
	options: ["json"],
	examples: ['default "gpu 1"'],
	run: printed(async ({ words: [pool = "", name = ""], client }: Asked) =>
		told(await client.operator.createWorkerToken({ pool, name }), ({ id, token }) => `${id}\t${token}`),
	),
};
