import type { JobResource } from "../../../edge/contract/jobs/jobs.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError, type ExitName, say } from "../command.ts";
import { budgetOf } from "../numbers.ts";
import { BUDGET_OPTION, POOL_OPTION, WAIT_FOR_LORAS_OPTION } from "../options.ts";
import { type AskedPart, print, printJson, soloCommand } from "../parts.ts";
import { picturesHere } from "../pictures/here.ts";
import { type Given, readObject, readParameters, split, uploadFiles } from "../pipelines/parameters.ts";
import { WATCH_ENDS, WATCH_OPTIONS, watchJob } from "./watch.ts";

const options = {
	set: {
		value: "name=value",
		many: true,
		says: "a parameter; several times. As JSON where the value is some, else as text",
	},
	parameters: { value: "file", says: "parameters from a JSON file; --set comes before them" },
	file: {
		value: "name=path",
		many: true,
		says: "uploads a file as a parameter; of a graph: <node>.<input>=<path>",
	},
	graph: { value: "file", says: "a graph in API format in place of a workflow" },
	character: { value: "id", says: "whom it is about" },
	pool: POOL_OPTION,
	budget: BUDGET_OPTION,
	"wait-for-loras": WAIT_FOR_LORAS_OPTION,
	"best-of": {
		value: "n",
		says: "makes each picture so many times, 2 to 8, and goes on with the best; all are paid for",
	},
	...WATCH_OPTIONS,
	detach: { says: "prints the job's id, and does not wait" },
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

export const run = soloCommand(
	{
		name: "run",
		about:
			"Runs a workflow, or a graph in API format, shows how it gets on, and prints what it made. Ctrl-C leaves the job alone, and says how to come back. Pipelines: pipelines run.",
		ends: WATCH_ENDS,
		options,
	},
	{
		takes: ["[workflow]"],
		examples: [
			'z-image-turbo-base-image --set prompt="a lighthouse at night" --out pictures',
			"--graph workflow_api.json --file 10.image=photo.png",
		],
		run: start,
	},
);

/** What is to be run, if it can be. @throws CliError `usage` */
export function workflowIn({ words, values }: Pick<Asked, "words" | "values">): string | undefined {
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
	budgetOf(values.budget);
	return workflow;
}

async function start(asked: Asked): Promise<ExitName> {
	const { values, client, at } = asked;
	const workflow = workflowIn(asked);
	// What is wrong with it is said before anything is submitted.
	picturesHere(values);
	const submitted = await submit(client, workflow, values, at);
	say(submitted.id);
	if (!values.detach) return watchJob({ ...asked, words: [submitted.id], client });
	if (values.json) printJson(submitted);
	else print(submitted.id);
	return "ok";
}

async function submit(
	client: DarkroomClient,
	workflow: string | undefined,
	values: Asked["values"],
	at: (file: string) => string,
): Promise<JobResource> {
	const files = (values.file ?? []).map((text): [string, string] => {
		const [name, file] = split(text, "--file", "path");
		return [name, at(file)];
	});
	const limits = { ...(values.pool !== undefined && { pool: values.pool }), ...budgetOf(values.budget) };
	const several = values["best-of"];
	const quality = several === undefined ? {} : { quality: { best_of: Number(several) } };
	if (workflow === undefined) {
		const graph = await readObject(at(values.graph ?? ""));
		const inputs = await uploadFiles(client, { file: null, sets: [], files }, {});
		return client.submitGraph({ graph, inputs: inputs as Record<string, string>, ...limits, ...quality });
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
	return client.submit({ workflow, parameters: all, ...character, ...limits, ...waits, ...quality });
}
