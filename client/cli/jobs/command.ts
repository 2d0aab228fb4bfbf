import type { ExitName } from "../command.ts";
import { CliError } from "../command.ts";
import { countOf } from "../count.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { PICTURES_USAGE, picturesHere } from "../pictures/here.ts";
import { stayWith } from "../stay.ts";
import { deliver, outputsToDeliver } from "./deliver.ts";
import { jobsTable, jobText } from "./text.ts";

const USAGE = `npm run darkroom -- jobs <what> [options]

Jobs of the account.

  list                     one per line, newest first: id, status, what it runs, when it was submitted
  show <job>               how it stands, and what it made
  watch <job>              shows how it gets on until it has ended; Ctrl-C leaves it alone
  cancel <job>             cancels it
  retry <job>              submits it again with the same parameters and seeds, and prints the new one's id
  download <job>           writes what it made into --out, and prints the paths
  delete <job>             deletes an ended job with all that it made, for good

  --status <status>        of list: only those, as in failed
  --workflow <workflow>    of list: only those of this one; --pipeline <pipeline> the same
  --most <number>          of list: so many at most; absent: 20
  --new-seed               of retry: something else of the same
  --from <stage>           of retry: from this stage on
  --out <folder>           of download, and of watch: nothing there is overwritten
${PICTURES_USAGE.replace("shows it", "of watch: shows it")}
  --json                   what the API answers, as JSON
  --ndjson                 of watch: all that is told of it, a line of JSON each, and the job last
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

Examples:
  npm run darkroom -- jobs list --status failed --most 5
  npm run darkroom -- jobs download job_… --out pictures

DARKROOM_KEY is the API key. Ends with 0 done, 1 the job did not succeed, 2 not understood, 3 a file cannot be written,
4 Darkroom does not answer, 5 Darkroom refuses, 130 left off.`;

const options = {
	status: { type: "string" },
	workflow: { type: "string" },
	pipeline: { type: "string" },
	most: { type: "string" },
	"new-seed": { type: "boolean" },
	from: { type: "string" },
	out: { type: "string" },
	json: { type: "boolean" },
	pictures: { type: "string" },
	ndjson: { type: "boolean" },
	url: { type: "string" },
} as const;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { takes: [], options: ["status", "workflow", "pipeline", "most", "json"], run: list },
	show: { takes: ["job"], options: ["json"], run: show },
	watch: { takes: ["job"], options: ["out", "pictures", "json", "ndjson"], run: watch },
	cancel: { takes: ["job"], options: ["json"], run: cancel },
	retry: { takes: ["job"], options: ["new-seed", "from", "json"], run: retry },
	download: { takes: ["job"], options: ["out", "json"], run: download },
	delete: { takes: ["job"], options: [], run: remove },
};

export const jobs = partedCommand({ usage: USAGE }, options, PARTS);

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

async function watch({ words: [id = ""], values, client, at }: Asked): Promise<ExitName> {
	if (values.ndjson && (values.json || values.out !== undefined))
		throw new CliError("usage", "--ndjson says all there is: it goes with neither --json nor --out");
	const job = await stayWith(client, id, {
		ndjson: values.ndjson,
		previews: picturesHere(values),
	});
	if (job === null) return "interrupted";
	if (values.ndjson) return "ok";
	if (values.out !== undefined)
		for (const file of await deliver(client, outputsToDeliver(job), at(values.out))) print(file);
	else if (values.json) printJson(job);
	else for (const output of outputsToDeliver(job)) print(`${output.id}\t${output.filename}`);
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
