import type { Options } from "../../../workflows/command-line/shape.ts";
import { CliError, type ExitName } from "../command.ts";
import { countOf } from "../count.ts";
import { mostOption } from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { deliver, outputsToDeliver } from "./deliver.ts";
import { jobsTable, jobText } from "./text.ts";
import { WATCH_ENDS, WATCH_OPTIONS, watchJob } from "./watch.ts";

const options = {
	status: { value: "status", says: "only those, as in failed" },
	workflow: { value: "workflow", says: "only those of this one" },
	pipeline: { value: "pipeline", says: "only those of this one" },
	most: mostOption(20),
	"new-seed": { says: "something else of the same" },
	from: { value: "stage", says: "from this stage on" },
	...WATCH_OPTIONS,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: {
		says: "one per line, newest first: id, status, what it runs, when it was submitted",
		options: ["status", "workflow", "pipeline", "most", "json"],
		examples: ["--status failed --most 5"],
		run: list,
	},
	show: {
		says: "how it stands, and what it made",
		takes: ["<job>"],
		options: ["json"],
		examples: ["job_…"],
		run: show,
	},
	watch: {
		says: "shows how it gets on until it has ended; Ctrl-C leaves it alone",
		takes: ["<job>"],
		options: ["out", "pictures", "json", "ndjson"],
		examples: ["job_… --out pictures"],
		run: watchJob,
	},
	cancel: { says: "cancels it", takes: ["<job>"], options: ["json"], examples: ["job_…"], run: cancel },
	retry: {
		says: "submits it again with the same parameters and seeds, and prints the new one's id",
		takes: ["<job>"],
		options: ["new-seed", "from", "json"],
		examples: ["job_… --new-seed"],
		run: retry,
	},
	download: {
		says: "writes what it made into --out, and prints the paths",
		takes: ["<job>"],
		options: ["out", "json"],
		examples: ["job_… --out pictures"],
		run: download,
	},
	delete: {
		says: "deletes an ended job with all that it made, for good",
		takes: ["<job>"],
		options: [],
		examples: ["job_…"],
		run: remove,
	},
};

export const jobs = partedCommand(
	{
		name: "jobs",
		about: "Jobs of the account.",
		ends: WATCH_ENDS,
		options,
	},
	PARTS,
);

async function list({ values, client }: Asked): Promise<ExitName> {
	const { status, workflow, pipeline } = values;
	const most = countOf(values.most, "most", 20);
	const query = {
		...{ limit: Math.min(most, 200) },
		...(status !== undefined && { status }),
		...(workflow !== undefined && { workflow }),
		...(pipeline !== undefined && { pipeline }),
	};
	const found = [];
	for await (const job of client.allJobs(query)) {
		found.push(job);
		if (found.length === most) break;
	}
	if (values.json) printJson(found);
	else if (found.length > 0) print(jobsTable(found));
	return "ok";
}

async function show({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const job = await client.job(id);
	if (values.json) printJson(job);
	else print(jobText(job));
	return "ok";
}

async function cancel({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const job = await client.cancel(id);
	if (values.json) printJson(job);
	else print(`${job.id}\t${job.status}`);
	return "ok";
}

async function retry({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	const { from } = values;
	const job = await client.retry(id, {
		newSeed: values["new-seed"] ?? false,
		...(from !== undefined && { fromStage: from }),
	});
	if (values.json) printJson(job);
	else print(job.id);
	return "ok";
}

async function download({ words: [id = ""], values, client, at }: Asked): Promise<ExitName> {
	if (values.out === undefined) throw new CliError("usage", "download takes --out <folder>");
	const job = await client.job(id);
	const files = await deliver(client, outputsToDeliver(job), at(values.out));
	if (values.json) printJson(files);
	else for (const file of files) print(file);
	return "ok";
}

async function remove({ words: [id = ""], client }: Asked): Promise<ExitName> {
	await client.deleteJob(id);
	return "ok";
}
