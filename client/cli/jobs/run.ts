import path from "node:path";
import type { JobResource } from "../../../edge/contract/jobs.ts";
import type { DarkroomClient } from "../../client.ts";
import { readArguments } from "../arguments.ts";
import { CliError, type Command, type ExitName, folderOf, say } from "../command.ts";
import { connect, connectionOf, readLocal } from "../connection.ts";
import { print, printJson } from "../parts.ts";
import { PICTURES_USAGE, picturesHere } from "../pictures/here.ts";
import { type Given, readObject, readParameters, split, uploadFiles } from "../pipelines/parameters.ts";
import { stayWith } from "../stay.ts";
import { deliver, outputsToDeliver } from "./deliver.ts";

const USAGE = `npm run darkroom -- run <workflow> [options]
npm run darkroom -- run --graph <file> [options]

Runs a workflow, or a graph in API format, shows how it gets on, and prints what it made. Pipelines: pipelines run.

  --set <name>=<value>     a parameter; several times. As JSON where the value is some, else as text
  --parameters <file>      parameters from a JSON file; --set comes before them
  --file <name>=<path>     uploads a file as a parameter; of a graph: <node>.<input>=<path>
  --graph <file>           a graph in API format in place of a workflow
  --character <id>         whom it is about
  --pool <name>            the pool of workers; absent: default
  --wait-for-loras         a LoRA that is still being trained, or uploaded, is waited for; absent: the job is refused
  --best-of <n>            makes each picture so many times, 2 to 8, and goes on with the best; all are paid for
  --out <folder>           writes what it made there, and prints the paths; nothing is overwritten
${PICTURES_USAGE}
  --detach                 prints the job's id, and does not wait
  --json                   the job as the API says it
  --ndjson                 all that is told of it while it goes on, a line of JSON each, and the job last
  --url <address>          where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

Examples:
  npm run darkroom -- run z-image-turbo-base-image --set prompt="a lighthouse at night" --out pictures
  npm run darkroom -- run --graph workflow_api.json --file 10.image=photo.png

DARKROOM_KEY is the API key. Ctrl-C leaves the job alone, and says how to come back. Ends with 0 done, 1 the job did not
succeed, 2 not understood, 3 a file cannot be read or written, 4 Darkroom does not answer, 5 Darkroom refuses, 130 left off.`;

const options = {
	set: { type: "string", multiple: true },
	parameters: { type: "string" },
	file: { type: "string", multiple: true },
	graph: { type: "string" },
	character: { type: "string" },
	pool: { type: "string" },
	"best-of": { type: "string" },
	out: { type: "string" },
	"wait-for-loras": { type: "boolean" },
	detach: { type: "boolean" },
	json: { type: "boolean" },
	pictures: { type: "string" },
	ndjson: { type: "boolean" },
	url: { type: "string" },
} as const;
type Values = ReturnType<typeof readRunArguments>["values"];

/** What is to be run. @throws CliError `usage` */
export function readRunArguments(args: readonly string[]) {
	const { values, words } = readArguments(args, options, { most: 1 });
	const [workflow] = words;
	if ((workflow === undefined) === (values.graph === undefined))
		throw new CliError("usage", "say which workflow to run, or --graph <file>");
	if (values.graph !== undefined && (values.set !== undefined || values.parameters !== undefined))
		throw new CliError("usage", "a graph has no parameters: its values stand in it");
	if (values.graph !== undefined && values["wait-for-loras"])
		throw new CliError("usage", "a graph names files: there is no LoRA of an account to wait for");
	if (values.detach && values.out !== undefined)
		throw new CliError("usage", "--out waits, and --detach does not");
	if (values.ndjson && (values.json || values.detach || values.out !== undefined))
		throw new CliError(
			"usage",
			"--ndjson says all there is: it goes with none of --json, --detach and --out",
		);
	const several = values["best-of"];
	if (several !== undefined && !/^[2-8]$/.test(several))
		throw new CliError("usage", "--best-of is a number from 2 to 8");
	return { workflow, values };
}

export const run: Command & { options: readonly string[] } = {
	usage: USAGE,
	options: Object.keys(options),
	async run(args, env): Promise<ExitName> {
		const { workflow, values } = readRunArguments(args);
		const previews = picturesHere(values);
		const at = (file: string) => path.resolve(folderOf(env), file);
		const client = connect(connectionOf(values.url, env, readLocal()));
		const submitted = await submit(client, workflow, values, at);
		say(submitted.id);
		if (values.detach) {
			if (values.json) printJson(submitted);
			else print(submitted.id);
			return "ok";
		}
		const job = await stayWith(client, submitted.id, { ndjson: values.ndjson, previews });
		if (job === null) return "interrupted";
		if (values.ndjson) return "ok";
		if (values.out !== undefined)
			for (const file of await deliver(client, outputsToDeliver(job), at(values.out))) print(file);
		else if (values.json) printJson(job);
		else for (const output of outputsToDeliver(job)) print(`${output.id}\t${output.filename}`);
		return "ok";
	},
};

async function submit(
	client: DarkroomClient,
	workflow: string | undefined,
	values: Values,
	at: (file: string) => string,
): Promise<JobResource> {
	const files = (values.file ?? []).map((text): [string, string] => {
		const [name, file] = split(text, "--file", "path");
		return [name, at(file)];
	});
	const pool = values.pool === undefined ? {} : { pool: values.pool };
	const several = values["best-of"];
	const quality = several === undefined ? {} : { quality: { best_of: Number(several) } };
	if (workflow === undefined) {
		const graph = await readObject(at(values.graph ?? ""));
		const inputs = await uploadFiles(client, { file: null, sets: [], files }, {});
		return client.submitGraph({ graph, inputs: inputs as Record<string, string>, ...pool, ...quality });
	}
	const given: Given = {
		file: values.parameters === undefined ? null : at(values.parameters),
		...{ sets: values.set ?? [], files },
	};
	const parameters = await readParameters(given);
	const { parameters: schema } = await client.workflow(workflow);
	const uploaded = await uploadFiles(client, given, schema);
	const character = values.character === undefined ? {} : { character: values.character };
	const waits = values["wait-for-loras"] ? { wait_for_loras: true } : {};
	const all = { ...parameters, ...uploaded };
	return client.submit({ workflow, parameters: all, ...character, ...pool, ...waits, ...quality });
}
