import type { DecisionRequest } from "../../../edge/contract/stages.ts";
import type { DarkroomClient } from "../../client.ts";
import { DarkroomError } from "../../sdk/errors.ts";
import { everyPage } from "../../sdk/every-page.ts";
import { CliError, type ExitName } from "../command.ts";
import { gather } from "../gather.ts";
import { type AskedPart, type Part, partedCommand, print, printJson, readPart } from "../parts.ts";
import { picturesHere } from "../pictures/here.ts";
import { type Given, readObject, readParameters, split } from "./parameters.ts";
import { runPipeline } from "./run.ts";
import { estimated, listed, shown } from "./text.ts";

const USAGE = `npm run darkroom -- pipelines <what> [options]

Jobs of several stages, and pipelines of the account's own. An <id> is id or id@version.

  list [--own] [--retired]   those that come with Darkroom and the account's own, one per line
  show <id> [--document]     what it takes and does; --document: an own one as it was stored, to change and put again
  put <file>                 stores the pipeline in a JSON file: a new one, or the next version of the own one of its id
  estimate <id>              time and price, stage by stage
  retire <id>                takes an own one, or one version of it, from new jobs
  run <id>                   submits a job, shows how it gets on, and prints stage, id and name of each output
  decide <job> <stage> <choice>
                             about a stage that waits: approve, pick <asset>…, retake or reject

  --parameters <file>        of estimate and run: a JSON object
  --set <name>=<value>       one parameter, JSON or else a text; counts before the file
  --file <name>=<path>       of run: a file to upload; several of one name make a list
  --character <id>           of run: whom the job is about
  --pool <name>              of run: the pool of workers; absent: default
  --wait-for-loras           of run: LoRAs that are still being trained, or uploaded, are waited for
  --out <folder>             of run: writes the outputs there and prints their paths; nothing is overwritten
  --pictures <how>           of run: shows it as it develops, in terminals that can: auto (if absent), kitty, iterm, none
  --reason <text>            of decide reject
  --json                     what the API answers, as JSON
  --url <address>            where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- pipelines run character-creation --set name=Mia --out mia
  npm run darkroom -- pipelines decide job_… base pick ast_…

DARKROOM_KEY is the API key; of the Darkroom that npm start runs here it is known.
Ctrl-C leaves the job of run alone, and says how to come back. Ends with 0 done, 1 the job failed, 2 not understood, 3 a file cannot be read or written,
4 Darkroom does not answer, 5 Darkroom refuses, 130 interrupted.`;

const options = {
	own: { type: "boolean" },
	retired: { type: "boolean" },
	document: { type: "boolean" },
	json: { type: "boolean" },
	parameters: { type: "string" },
	set: { type: "string", multiple: true },
	file: { type: "string", multiple: true },
	character: { type: "string" },
	pool: { type: "string" },
	"wait-for-loras": { type: "boolean" },
	out: { type: "string" },
	pictures: { type: "string" },
	reason: { type: "string" },
	url: { type: "string" },
} as const;

type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: { takes: [], options: ["own", "retired", "json"], run: list },
	show: { takes: ["id"], options: ["document", "json"], run: show },
	put: { takes: ["file"], options: ["json"], run: put },
	estimate: { takes: ["id"], options: ["parameters", "set", "json"], run: estimate },
	retire: { takes: ["id"], options: ["json"], run: retire },
	run: {
		takes: ["id"],
		options: ["parameters", "set", "file", "character", "pool", "wait-for-loras", "out", "pictures"],
		run: start,
	},
	decide: { takes: ["job", "stage", "choice"], more: true, options: ["reason", "json"], run: decide },
};

export const pipelines = partedCommand({ usage: USAGE }, options, PARTS);

/** Which part is asked for, and with what. @throws CliError `usage` */
export const readPipelineArguments = (args: readonly string[]) => readPart(args, options, PARTS);

async function list({ values, client }: Asked): Promise<ExitName> {
	const all = await gather(
		everyPage((cursor: string | undefined) =>
			client.pipelines.list({
				...(values.own && { owner: "account" as const }),
				include_retired: values.retired ?? false,
				...(cursor !== undefined && { cursor }),
			}),
		),
	);
	if (values.json) printJson(all);
	else for (const pipeline of all) print(listed(pipeline));
	return "ok";
}

async function show({ words: [id = ""], values, client }: Asked): Promise<ExitName> {
	if (values.document) printJson((await client.pipelines.document(id)).document);
	else {
		const pipeline = await client.pipelines.get(id);
		if (values.json) printJson(pipeline);
		else print(shown(pipeline));
	}
	return "ok";
}

async function put({ words: [file = ""], values, client, at }: Asked): Promise<ExitName> {
	const document = await readObject(at(file));
	const own = typeof document.id === "string" && (await isOwn(client, document.id));
	const made = own
		? await client.pipelines.createVersion(String(document.id), document)
		: await client.pipelines.create(document);
	if (values.json) printJson(made);
	else print(`${made.pipeline.id}@${made.pipeline.version}`);
	return "ok";
}

/** Whether the account has a pipeline of that id. What cannot be an id is the edge's to tell of. */
async function isOwn(client: DarkroomClient, id: string): Promise<boolean> {
	try {
		return (await client.pipelines.get(id)).owner === "account";
	} catch (error) {
		if (error instanceof DarkroomError && (error.status === 404 || error.status === 422)) return false;
		throw error;
	}
}

async function estimate({ words: [id = ""], values, client, at }: Asked): Promise<ExitName> {
	const found = await client.pipelines.estimate(id, await readParameters(givenOf(values, at)));
	if (values.json) printJson(found);
	else print(estimated(found));
	return "ok";
}

async function retire({ words: [reference = ""], values, client }: Asked): Promise<ExitName> {
	const [id = "", version] = reference.split("@");
	if (version !== undefined && !/^\d{1,15}$/.test(version))
		throw new CliError("usage", `${reference} is no id@version`);
	const retired = await client.pipelines.retire(id, version === undefined ? undefined : Number(version));
	if (values.json) printJson(retired);
	else for (const one of retired) print(`${one.id}@${one.version}`);
	return "ok";
}

async function start({ words: [reference = ""], values, client, at }: Asked): Promise<ExitName> {
	const { character, pool, out } = values;
	const given = givenOf(values, at);
	return runPipeline(
		{
			...{ reference, given, character, pool, waits: values["wait-for-loras"] ?? false },
			out: out === undefined ? null : at(out),
			previews: picturesHere(values),
		},
		client,
	);
}

async function decide({ words, values, client }: Asked): Promise<ExitName> {
	const [job = "", stage = "", choice = "", ...assets] = words;
	const decided = await client.pipelines.decide(job, stage, decisionOf(choice, assets, values.reason));
	if (values.json) printJson(decided);
	else print(`${decided.id}\t${decided.status}`);
	return "ok";
}

/** @throws CliError `usage` */
export function decisionOf(
	choice: string,
	assets: readonly string[],
	reason: string | undefined,
): DecisionRequest {
	if (reason !== undefined && choice !== "reject") throw new CliError("usage", "--reason goes with reject");
	if (choice === "pick") {
		if (assets.length === 0) throw new CliError("usage", "pick takes the ids of outputs: pick ast_… ast_…");
		return { choice, outputs: [...assets] };
	}
	if (assets[0] !== undefined)
		throw new CliError("usage", `${JSON.stringify(assets[0])} is too much: only pick takes outputs`);
	switch (choice) {
		case "approve":
			return { choice };
		case "retake":
			return { choice, parameters: {} };
		case "reject":
			return { choice, reason: reason ?? "" };
		default:
			throw new CliError(
				"usage",
				`there is no choice ${JSON.stringify(choice)}: approve, pick, retake or reject`,
			);
	}
}

function givenOf(values: Asked["values"], at: Asked["at"]): Given {
	return {
		file: values.parameters === undefined ? null : at(values.parameters),
		sets: values.set ?? [],
		files: (values.file ?? []).map((text) => {
			const [name, file] = split(text, "--file", "path");
			return [name, at(file)];
		}),
	};
}
