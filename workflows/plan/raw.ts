import { assetId } from "../definition/parameters.ts";
import { type ApiGraph, type GraphNode, nodeOf, readGraph } from "../graph/graph.ts";
import { knownFileInputs, lookUp } from "../graph/known-nodes.ts";
import { MAX_PROBLEMS, type Problem, pointer, quote } from "../graph/problems.ts";
import type { Capabilities } from "../object-info/capabilities.ts";
import { needsOf } from "../validate/needs.ts";
import { defaultNodePolicy, type NodePolicy, policyProblems } from "../validate/requests/requests.ts";
import { fileInputsOf, fileKindOf } from "./file-inputs.ts";
import type { ModelFile, Planned, TaskInput } from "./plan.ts";
import { prefixNotices } from "./prefixes.ts";
import { pathProblems } from "./raw-paths.ts";
import { sizeProblems } from "./sizes.ts";

/** Nothing is known of a client's own graph: these are guesses for matching and for giving up, in seconds. */
export const RAW_TYPICAL_SECONDS = 60;
export const RAW_TIMEOUT_SECONDS = 1800;

/** What a client sends to run a graph of its own. */
export interface GraphRequest {
	/** In API format. */
	graph: unknown;
	/** Uploaded files by place: `"10.image": "ast_..."` is input `image` of node `10`. */
	inputs?: Record<string, string> | undefined;
}

/**
 * Turns a client's own graph into one task. Files come in only as assets: an input that reads an uploaded file
 * takes no literal (`file_input_not_allowed`), so that no graph reads another account's files, and strings that
 * name files or folders may not leave theirs (`unsafe_path`). Where results go is not the graph's to say: a prefix
 * that comes over a link is replaced, and a notice says so. Never throws, whatever was sent.
 *
 * @param capabilities what the pool's workers report, or null while none has: then only the known loaders count
 *   as such, and any graph may turn out to have an output
 * @param policy which nodes the account may use; others are `node_not_allowed`
 */
export function planGraph(
	request: GraphRequest,
	capabilities: Capabilities | null,
	policy: NodePolicy = defaultNodePolicy,
): Planned {
	const read = readGraph(request.graph, ["graph"]);
	if (!read.ok) return read;
	const { graph } = read;
	const given = readInputs(request.inputs, graph, capabilities);
	const problems = [
		...policyProblems(graph, policy),
		...given.problems,
		...Object.entries(graph).flatMap(([id, node]) =>
			fileProblems(graph, id, node, given.inputs, capabilities),
		),
		...sizeProblems(graph),
		...outputProblems(graph, capabilities),
	];
	if (problems.length > 0) return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };

	for (const { node, input } of given.inputs) {
		const target = nodeOf(graph, node);
		if (target !== undefined) target.inputs[input] = "";
	}
	const notices = prefixNotices(graph);
	const task = {
		index: 0,
		graph,
		inputs: given.inputs,
		outputs: [],
		models: modelsOf(graph),
		seed: null,
		typical_seconds: RAW_TYPICAL_SECONDS,
		timeout_seconds: RAW_TIMEOUT_SECONDS,
	};
	const plan = { workflow: "graph", parameters: {}, notices, tasks: [task] };
	// Who sent the graph knows its places.
	return { ok: true, plan, blame: (problem) => problem };
}

/** Which inputs of the graph are given files, by what was sent as `inputs`. Never throws, whatever that is. */
export function readInputs(
	sent: unknown,
	graph: ApiGraph,
	capabilities: Capabilities | null,
): { inputs: TaskInput[]; problems: Problem[] } {
	if (sent === undefined) return { inputs: [], problems: [] };
	if (typeof sent !== "object" || sent === null || Array.isArray(sent)) {
		const message = `The inputs are an object such as { "10.image": "ast_..." }; you sent ${quote(sent)}.`;
		return { inputs: [], problems: [{ pointer: "/inputs", code: "invalid_parameter", message }] };
	}
	const inputs: TaskInput[] = [];
	const problems: Problem[] = [];
	for (const [place, asset] of Object.entries(sent)) {
		const at = pointer("inputs", place);
		const slot = slotOf(place, graph, capabilities);
		if (slot === null) {
			const message = `${quote(place)} is no input of the graph that can take a file. Write it as "node id.input name".`;
			problems.push({ pointer: at, code: "unknown_parameter", message });
			continue;
		}
		const parsed = assetId.safeParse(asset);
		const kind = fileKindOf(slot.className, slot.input);
		if (!parsed.success) {
			const message = `${place} must be the id of an uploaded file; you sent ${quote(asset)}. Upload it first.`;
			problems.push({ pointer: at, code: "invalid_parameter", message });
		} else if (kind === null) {
			const message = `${place} of ${slot.className} takes neither picture, film nor sound. Such files cannot be sent.`;
			problems.push({ pointer: at, code: "file_input_not_allowed", message });
		} else inputs.push({ asset_id: parsed.data, node: slot.node, input: slot.input, kind });
	}
	return { inputs, problems };
}

/** Finds "node id.input name"; ids and names may have dots in them, so the graph decides where to cut. */
function slotOf(place: string, graph: ApiGraph, capabilities: Capabilities | null) {
	for (let dot = place.indexOf("."); dot !== -1; dot = place.indexOf(".", dot + 1)) {
		const [node, input] = [place.slice(0, dot), place.slice(dot + 1)];
		const found = nodeOf(graph, node);
		if (found === undefined) continue;
		// Custom nodes do not always declare what they read, so any text input may be given a file.
		if (
			fileInputsOf(found.class_type, capabilities).includes(input) ||
			typeof lookUp(found.inputs, input) === "string"
		)
			return { node, input, className: found.class_type };
	}
	return null;
}

/** Inputs that read an uploaded file and did not get an asset, and strings that would be one all the same. */
function fileProblems(
	graph: ApiGraph,
	id: string,
	node: GraphNode,
	inputs: readonly TaskInput[],
	capabilities: Capabilities | null,
): Problem[] {
	const isGiven = (input: string) => inputs.some((i) => i.node === id && i.input === input);
	const refuse = (input: string): Problem => ({
		pointer: pointer("graph", id, "inputs", input),
		code: "file_input_not_allowed",
		message: `Input ${input} of node ${id} (${node.class_type}) reads a file, and files are given by id only. Upload the file and send it as inputs["${id}.${input}"].`,
	});
	const required = lookUp(knownFileInputs, node.class_type) ?? [];
	const declared = fileInputsOf(node.class_type, capabilities).filter((input) => {
		if (isGiven(input)) return false;
		const value = lookUp(node.inputs, input);
		// A worker's list has optional inputs too; left out or empty, they read nothing.
		return required.includes(input) || (value !== undefined && value !== "" && value !== null);
	});
	// What a declared input holds is refused with it, whatever it is.
	const looked = (input: string) => isGiven(input) || declared.includes(input);
	return [...declared.map(refuse), ...pathProblems(graph, id, node, looked)];
}

/** Output nodes that leave nothing: what they show is gone with the prompt. With what keeps it instead. */
const previews: Readonly<Record<string, string>> = {
	PreviewImage: "SaveImage",
	MaskPreview: "MaskToImage and SaveImage",
	ImageCompare: "SaveImage",
	SaveImageWebsocket: "SaveImage",
	PreviewAudio: "SaveAudioMP3",
	Preview3D: "SaveGLB",
	Preview3DAdvanced: "SaveGLB",
	Preview3DAnimation: "SaveGLB",
	PreviewGaussianSplat: "SaveGaussianSplat",
	PreviewPointCloud: "SavePointCloud",
	SAM3_TrackPreview: "SaveVideo",
};

/** What to do so that the node's result is kept; undefined for a node that keeps it. */
function insteadOf({ class_type, inputs }: GraphNode): string | undefined {
	const other = lookUp(previews, class_type);
	if (other !== undefined) return `Use ${other} instead`;
	// Video Helper Suite: what it makes goes to ComfyUI's temporary folder.
	return inputs.save_output === false ? "Set its save_output to true" : undefined;
}

function outputProblems(graph: ApiGraph, capabilities: Capabilities | null): Problem[] {
	if (capabilities?.output_nodes === undefined) return [];
	const leaves = new Set(capabilities.output_nodes);
	const known = new Set(capabilities.nodes);
	const kept = (node: GraphNode) => insteadOf(node) === undefined;
	// A class the workers do not have may be an output; that it is missing is another problem.
	const could = Object.entries(graph).filter(([, n]) => leaves.has(n.class_type) || !known.has(n.class_type));
	if (could.some(([, node]) => kept(node))) return [];
	const [preview] = could;
	if (preview === undefined) {
		const message = "No node of the graph leaves an output. Add one that does, such as SaveImage.";
		return [{ pointer: "/graph", code: "no_output", message }];
	}
	const [id, node] = preview;
	const { class_type } = node;
	const message = `Node ${id} (${class_type}) shows a result and keeps none, and no other node of the graph leaves an output. ${insteadOf(node)}, or add one that does.`;
	return [{ pointer: pointer("graph", id, "class_type"), code: "no_output", message }];
}

/** The model files of known loaders, for preferring workers that have them loaded. */
function modelsOf(graph: ApiGraph): ModelFile[] {
	const found = needsOf(graph).models.flatMap(({ folder, file }) =>
		folder === null ? [] : [{ folder, file }],
	);
	return [...new Map(found.map((model) => [`${model.folder}/${model.file}`, model])).values()];
}
