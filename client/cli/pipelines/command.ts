import type { DecisionRequest } from "../../../edge/contract/jobs/stages.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import type { DarkroomClient } from "../../client.ts";
import { DarkroomError } from "../../sdk/errors.ts";
import { everyPage } from "../../sdk/every-page.ts";
import { CliError, type ExitName } from "../command.ts";
import { gather } from "../gather.ts";
import { budgetOf } from "../numbers.ts";
import {
	BUDGET_OPTION,
	JSON_OPTION,
	OUT_OPTION,
	PICTURES_OPTION,
	POOL_OPTION,
	WAIT_FOR_LORAS_OPTION,
} from "../options.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { picturesHere } from "../pictures/here.ts";
import { type Given, readObject, readParameters, split } from "./parameters.ts";
import { runPipeline } from "./run.ts";
import { estimated, listed, shown } from "./text.ts";

const options = {
	own: { says: "only those of the account's own" },
	retired: { says: "those too that were taken from new jobs" },
	document: { says: "an own one as it was stored, to change and put again" },
	json: JSON_OPTION,
	parameters: { value: "file", says: "a JSON object" },
	set: {
		value: "name=value",
		many: true,
		says: "one parameter, JSON or else a text; counts before the file",
	},
	file: { value: "name=path", many: true, says: "a file to upload; several of one name make a list" },
	character: { value: "id", says: "whom the job is about" },
	pool: POOL_OPTION,
	budget: BUDGET_OPTION,
	"wait-for-loras": WAIT_FOR_LORAS_OPTION,
	out: OUT_OPTION,
	pictures: PICTURES_OPTION,
	reason: { value: "text", says: "of reject: why" },
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	list: {
		says: "those that come with Darkroom and the account's own, one per line",
		options: ["own", "retired", "json"],
		examples: ["--own"],
		run: list,
	},
	show: {
		says: "what it takes and does",
		takes: ["<id>"],
		options: ["document", "json"],
		examples: ["character-creation"],
		run: show,
	},
	put: {
		says: "stores the pipeline in a JSON file: a new one, or the next version of the own one of its id",
		takes: ["<file>"],
		options: ["json"],
		examples: ["my-pipeline.json"],
		run: put,
	},
	estimate: {
		says: "time and price, stage by stage",
		takes: ["<id>"],
		options: ["parameters", "set", "json"],
		examples: ["character-creation --set name=Mia"],
		run: estimate,
	},
	retire: {
		says: "takes an own one, or one version of it, from new jobs",
		takes: ["<id>"],
		options: ["json"],
		examples: ["my-pipeline@1"],
		run: retire,
	},
	run: {
		says: "submits a job, shows how it gets on, and prints stage, id and name of each output",
		takes: ["<id>"],
		options: [
			...(["parameters", "set", "file", "character", "pool", "budget", "wait-for-loras"] as const),
			...(["out", "pictures", "json"] as const),
		],
		examples: ["character-creation --set name=Mia --out mia"],
		run: start,
	},
	decide: {
		says: "about a stage that waits: approve, pick (of those assets), retake or reject",
		takes: ["<job>", "<stage>", "<choice>", "[asset...]"],
		options: ["reason", "json"],
		examples: ["job_… base pick ast_…"],
		run: decide,
	},
};

export const pipelines = partedCommand(
	{
		name: "pipelines",
		about:
			"Jobs of several stages, and pipelines of the account's own. An id is id or id@version. Ctrl-C leaves the job of run alone, and says how to come back.",
		ends: {
			failed: "the job failed",
			files: "a file cannot be read or written",
			interrupted: "left off",
		},
		options,
	},
	PARTS,
);

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
	const { character, pool, out, json = false } = values;
	if (json && out !== undefined)
		throw new CliError("usage", "--json says where everything is kept: it does not go with --out");
	const given = givenOf(values, at);
	return runPipeline(
		{
			...{ reference, given, character, pool, waits: values["wait-for-loras"] ?? false, json },
			budget: budgetOf(values.budget),
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
