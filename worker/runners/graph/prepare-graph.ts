import type { Failure } from "../../../edge/contract/failures.ts";
import { type ApiGraph, cloneGraph, isLink, nodeOf, readGraph } from "../../../workflows/graph/graph.ts";
import { segmentsOf } from "../../../workflows/graph/problems.ts";
import { isPrefix } from "../../../workflows/plan/prefixes.ts";
import { OWN_FOLDER } from "../../comfyui/own-folder.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import type { FoundOutput } from "../../comfyui/wire/history.ts";
import { placeWeights } from "./weights.ts";

/** How often an attempt runs its graph at most: once more where ComfyUI's cache answered with what is not its own. */
export const MAX_RUNS = 2;

/** Where an attempt keeps its files, in ComfyUI's input folder as well as in its output folder. */
export function attemptFolder(task: string, epoch: number): string {
	return `${OWN_FOLDER}/${safeName(task)}/${epoch}`;
}

/** A name that is one path segment wherever it is used. */
export function safeName(name: string): string {
	const cleaned = name.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, 100);
	return cleaned === "" ? "_" : cleaned;
}

export interface Preparation {
	task: string;
	epoch: number;
	/** Counts how often this attempt runs the graph: 0, and 1 if what came was not its own. */
	run: number;
	/** File inputs and the values under which ComfyUI finds them. */
	inputs: readonly { node: string; input: string; value: string }[];
	outputs: readonly { name: string; node: string }[];
	/** Classes that leave outputs, where that is known. */
	outputNodes: ReadonlySet<string>;
	/** Where ComfyUI's output folder lies, as an absolute path on its machine; null where that is not known. */
	outputDirectory: string | null;
}

/** A graph to submit, and the files it will leave without telling: see {@link placeWeights}. */
export interface Prepared {
	graph: ApiGraph;
	weights: FoundOutput[];
}

/**
 * The graph as ComfyUI shall run it: file inputs filled in, and a prefix of our own on every node that saves,
 * trained weights included, also where the graph takes the prefix from another node. The prefix is new for each
 * run, because ComfyUI's cache answers with the file names of an earlier run, whose files are gone by then, or
 * are another task's. Pure; the graph given is left alone.
 */
export function prepareGraph(
	graph: ApiGraph,
	how: Preparation,
): ({ ok: true } & Prepared) | { ok: false; failure: Failure } {
	const prepared = cloneGraph(graph);
	for (const { node: id, input, value } of how.inputs) {
		const node = nodeOf(prepared, id);
		if (node === undefined)
			return {
				ok: false,
				failure: failure("worker_error", `an input names node ${id}, which the graph lacks`, id),
			};
		node.inputs[input] = value;
	}
	const folder = attemptFolder(how.task, how.epoch) + (how.run === 0 ? "" : `/run${how.run}`);
	const weights = placeWeights(prepared, folder, how.outputDirectory);
	const placed = new Set(weights.map((one) => one.node));
	for (const [id, node] of Object.entries(prepared)) {
		const name = how.outputs.find((output) => output.node === id)?.name ?? id;
		const prefixes = placed.has(id)
			? []
			: Object.keys(node.inputs).filter((input) => isPrefix(input, how.outputNodes.has(node.class_type)));
		for (const input of prefixes)
			node.inputs[input] = `${folder}/${safeName(name + wishOf(prepared, node.inputs[input]))}`;
		// The cache answered for it the last time, and there is no prefix to make it another node.
		const unmarked = how.run > 0 && prefixes.length === 0 && how.outputNodes.has(node.class_type);
		if (unmarked && !placed.has(id)) node.inputs[RUN_INPUT] = how.run;
	}
	return { ok: true, graph: prepared, weights };
}

/** ComfyUI ignores an input that a class does not know, but counts it where it compares nodes with its cache. */
const RUN_INPUT = "darkroom_run";

/** What a linked prefix asked for, where the node it comes from is but a text: the last segment, to go on our name. */
function wishOf(graph: ApiGraph, value: unknown): string {
	if (!isLink(value)) return "";
	const [only, ...others] = Object.entries(nodeOf(graph, value[0])?.inputs ?? {});
	if (only === undefined || others.length > 0 || !/^(value|string|text)$/.test(only[0])) return "";
	const stem = String(only[1]).split(/[/\\]/).at(-1) ?? "";
	return stem === "" ? "" : `_${stem}`;
}

/**
 * Checks a graph as it came. Integers beyond 2^53-1 (64-bit seeds) are refused here: they were rounded when
 * their JSON was read, and ComfyUI would run another seed than the one asked for, or refuse it.
 */
export function checkGraph(value: unknown): { ok: true; graph: ApiGraph } | { ok: false; failure: Failure } {
	const read = readGraph(value);
	if (read.ok) return read;
	const lines = read.problems.map((problem) => `${problem.pointer}: ${problem.message}`);
	const [node = ""] = segmentsOf(read.problems[0]?.pointer ?? "");
	return { ok: false, failure: failure("node_validation", lines.join("\n"), node === "" ? null : node) };
}
