import { CliError, type ExitName } from "../command.ts";
import { type AskedPart, type Part, partedCommand, print, printJson } from "../parts.ts";
import { readObject } from "../pipelines/parameters.ts";
import { comfyuiFolder } from "./comfyui/folder.ts";
import { importComfyui } from "./comfyui/import.ts";
import { comfyuiServer } from "./comfyui/server.ts";

const USAGE = `npm run darkroom -- import <what> [<file>] [options]

Makes a workflow of the account's own of a graph that you have, or its next version:

  graph <file> --id <id>             a graph in API format, or what the editor of ComfyUI saves
  worker-comfyui <file> --id <id>    the body of a request to worker-comfyui on RunPod

  --id <id>                what it is called, as in my-portrait
  --title <text>           its title, for people; absent: as its id
  --purpose <text>         what it is for, in a sentence
  --json                   what the API answers, as JSON: parameters that were found, and what is not known of it

Or makes jobs that have ended of what a ComfyUI made before, with graph, files and what they were made from:

  comfyui <folder>                   files that ComfyUI wrote: PNG, WebP, MP4 and others that carry their graph
  comfyui --from <address>           the history of a ComfyUI that runs, as http://127.0.0.1:8188

  --yes                    do it; absent: only say what would come, and what cannot and why
  --inputs <folder>        for a folder: where LoadImage read its files, which is ComfyUI's folder input
  --json                   a line of JSON for each

It can be broken off and begun again: what is there already does not come twice.

  --url <address>          where Darkroom is; also DARKROOM_URL; absent: as darkroom init said, or npm start of this machine

Examples:
  npm run darkroom -- import graph workflow_api.json --id my-portrait --title "My portrait"
  npm run darkroom -- import worker-comfyui request.json --id moved
  npm run darkroom -- import comfyui ~/ComfyUI/output --inputs ~/ComfyUI/input --yes

DARKROOM_KEY is the API key. Ends with 0 done, 1 something could not come, 2 not understood, 3 the file cannot be read, 4 Darkroom does not answer, 5 Darkroom refuses.`;

const options = {
	id: { type: "string" },
	title: { type: "string" },
	purpose: { type: "string" },
	json: { type: "boolean" },
	from: { type: "string" },
	inputs: { type: "string" },
	yes: { type: "boolean" },
	url: { type: "string" },
} as const;
type Asked = AskedPart<typeof options>;
type Json = Record<string, unknown>;

const PARTS: Readonly<Record<string, Part<typeof options>>> = {
	graph: {
		takes: ["file"],
		options: ["id", "title", "purpose", "json"],
		run: (asked) => imported(asked, graphOf),
	},
	"worker-comfyui": {
		takes: ["file"],
		options: ["id", "title", "purpose", "json"],
		run: (asked) => imported(asked, graphOfRequest),
	},
	comfyui: {
		takes: [],
		more: true,
		options: ["from", "inputs", "yes", "json"],
		run: ({ words, values, client, at }) => {
			const { from, inputs, yes = false, json = false } = values;
			const [folder, ...beyond] = words;
			if (beyond.length > 0 || (folder === undefined) === (from === undefined))
				throw new CliError(
					"usage",
					"import comfyui takes one folder, or --from with the address of a ComfyUI",
				);
			if (from !== undefined && inputs !== undefined)
				throw new CliError(
					"usage",
					"--inputs goes with a folder: a ComfyUI that runs is asked for its files",
				);
			const source =
				folder === undefined
					? comfyuiServer(from ?? "")
					: comfyuiFolder(at(folder), inputs === undefined ? null : at(inputs));
			return importComfyui(client, source, { yes, json });
		},
	},
};

export const imports = partedCommand({ usage: USAGE }, options, PARTS);

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
