import { stat } from "node:fs/promises";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { CliError, type ExitName } from "../command.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { readObject } from "../pipelines/parameters.ts";
import { comfyuiFolder } from "./comfyui/folder.ts";
import { importComfyui } from "./comfyui/import.ts";
import { comfyuiServer } from "./comfyui/server.ts";

const options = {
	id: { value: "id", says: "what it is called, as in my-portrait" },
	title: { value: "text", says: "its title, for people; absent: as its id" },
	purpose: { value: "text", says: "what it is for, in a sentence" },
	from: { value: "address", says: "in place of a folder: a ComfyUI that runs, as http://127.0.0.1:8188" },
	inputs: {
		value: "folder",
		says: "for a folder: where LoadImage read its files, which is ComfyUI's folder input",
	},
	yes: { says: "do it; absent: only say what would come, and what cannot and why" },
	json: {
		says: "what the API answers, as JSON: parameters that were found, and what is not known of it; of comfyui a line for each",
	},
} as const satisfies Options;
type Asked = AskedPart<typeof options>;
type Json = Record<string, unknown>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	graph: {
		says: "makes a workflow of the account's own, or its next version, of a graph in API format, or what the editor of ComfyUI saves",
		takes: ["<file>"],
		options: ["id", "title", "purpose", "json"],
		examples: ['workflow_api.json --id my-portrait --title "My portrait"'],
		run: (asked) => imported(asked, graphOf),
	},
	"worker-comfyui": {
		says: "the same of the body of a request to worker-comfyui on RunPod",
		takes: ["<file>"],
		options: ["id", "title", "purpose", "json"],
		examples: ["request.json --id moved"],
		run: (asked) => imported(asked, graphOfRequest),
	},
	comfyui: {
		says: "makes jobs that have ended of what a ComfyUI made before, with graph, files and what they were made from: of a folder of files that carry their graph (PNG, WebP, MP4 and others), or of the history of one that runs",
		takes: ["[folder]"],
		options: ["from", "inputs", "yes", "json"],
		examples: ["~/ComfyUI/output --inputs ~/ComfyUI/input --yes", "--from http://127.0.0.1:8188"],
		run: made,
	},
};

export const imports = partedCommand(
	{
		name: "import",
		about:
			"Brings over what you have: a graph as a workflow of your own, or what a ComfyUI made as jobs. The latter can be broken off and begun again: what is there already does not come twice.",
		ends: { failed: "something could not come", files: "the file cannot be read" },
		options,
	},
	PARTS,
);

async function made({ words: [folder], values, client, at }: Asked): Promise<ExitName> {
	const { from, inputs, yes = false, json = false } = values;
	if ((folder === undefined) === (from === undefined))
		throw new CliError("usage", "import comfyui takes one folder, or --from with the address of a ComfyUI");
	if (from !== undefined && inputs !== undefined)
		throw new CliError("usage", "--inputs goes with a folder: a ComfyUI that runs is asked for its files");
	if (folder !== undefined && (await stat(at(folder)).catch(() => null))?.isFile())
		throw new CliError(
			"usage",
			`${folder} is a file: import comfyui takes the folder that it lies in, and import graph a file with one graph`,
		);
	const source =
		folder === undefined
			? comfyuiServer(from ?? "")
			: comfyuiFolder(at(folder), inputs === undefined ? null : at(inputs));
	return importComfyui(client, source, { yes, json });
}

/** What the editor saves has a list of nodes; a graph has a node for each name. */
export function graphOf(file: Json): { ui: Json } | { graph: Json } {
	return Array.isArray(file.nodes) ? { ui: file } : { graph: file };
}

/** The graph in the body of a request. @throws CliError `usage` */
export function graphOfRequest(file: Json): { graph: Json } {
	const { input } = file as { input?: { workflow?: unknown } };
	const graph = input?.workflow;
	if (typeof graph === "object" && graph !== null && !Array.isArray(graph)) return { graph: graph as Json };
	throw new CliError("usage", "the file has no input.workflow: it is no request to worker-comfyui");
}

async function imported(
	{ words: [file = ""], values, client, at }: Asked,
	sourceOf: (file: Json) => { ui: Json } | { graph: Json },
): Promise<ExitName> {
	const { id, title = id, purpose = title } = values;
	if (id === undefined || title === undefined || purpose === undefined)
		throw new CliError("usage", "import takes --id: what the workflow is to be called");
	const source = sourceOf(await readObject(at(file)));
	const there = await client.workflows({ owner: "account", limit: 200 });
	const request = { ...source, title, purpose };
	const made = there.data.some((one) => one.id === id)
		? await client.createWorkflowVersion(id, request)
		: await client.createWorkflow({ ...request, id });
	if (values.json) printJson(made);
	else print(`${made.workflow.id}@${made.workflow.version}`);
	return "ok";
}
