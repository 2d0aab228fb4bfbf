import type { Failure } from "../../../edge/contract/failures.ts";
import { type ApiGraph, cloneGraph, nodeOf, readGraph } from "../../../workflows/graph/graph.ts";
import { failure } from "../../comfyui/errors.ts";
import type { FoundOutput } from "../../comfyui/history.ts";
import { placeWeights } from "./weights.ts";

/** Where an attempt keeps its files, in ComfyUI's input folder as well as in its output folder. */
export function attemptFolder(task: string, epoch: number): string {
	return `darkroom/${safeName(task)}/${epoch}`;
}

/** A name that is one path segment wherever it is used. */
export function safeName(name: string): string {
	const cleaned = name.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, 100);
	return cleaned === "" ? "_" : cleaned;
}

export interface Preparation {
	task: string;
	epoch: number;
	/** Counts how often this attempt runs the graph: 0, and 1 if cached results had lost their files. */
	run: number;
	/** File inputs and the values under which ComfyUI finds them. */
	inputs: readonly { node: string; input: string; value: string }[];
	outputs: readonly { name: string; node: string }[];
	/** Where ComfyUI's output folder lies, as an absolute path on its machine; null where that is not known. */
	outputDirectory: string | null;
}

/** A graph to submit, and the files it will leave without telling: see {@link placeWeights}. */
export interface Prepared {
	graph: ApiGraph;
	weights: FoundOutput[];
}

/**
 * The graph as ComfyUI shall run it: file inputs filled in, and a `filename_prefix` of our own on every
 * node that saves, trained weights included. The prefix is new for each run, because ComfyUI's cache answers with the file names of
 * an earlier run, whose files are gone by then. Pure; the graph given is left alone.
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
	for (const [id, node] of Object.entries(prepared)) {
		if (typeof node.inputs.filename_prefix !== "string") continue;
		const name = how.outputs.find((output) => output.node === id)?.name ?? id;
		node.inputs.filename_prefix = `${folder}/${safeName(name)}`;
	}
	return { ok: true, graph: prepared, weights: placeWeights(prepared, folder, how.outputDirectory) };
}

/**
 * Checks a graph as it came. Integers beyond 2^53-1 (64-bit seeds) are refused here: they were rounded when
 * their JSON was read, and ComfyUI would run another seed than the one asked for, or refuse it.
 */
export function checkGraph(value: unknown): { ok: true; graph: ApiGraph } | { ok: false; failure: Failure } {
	const read = readGraph(value);
	if (read.ok) return read;
	const lines = read.problems.map((problem) => `${problem.pointer}: ${problem.message}`);
	const id = read.problems[0]?.pointer.split("/")[1] ?? "";
	const node = id.replaceAll("~1", "/").replaceAll("~0", "~");
	return { ok: false, failure: failure("node_validation", lines.join("\n"), node === "" ? null : node) };
}
