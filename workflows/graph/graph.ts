import * as z from "zod";
import { MAX_PROBLEMS, type Problem, type ProblemCode, pointer, quote, segmentsOf } from "./problems.ts";

/**
 * A ComfyUI graph in API format: `{ node id: { class_type, inputs } }`, where an input is a literal or a link
 * `[node id, output slot]`. This is what `POST /prompt` takes. It is not the format the editor saves.
 */
export type ApiGraph = Record<string, GraphNode>;
export interface GraphNode {
	class_type: string;
	inputs: Record<string, GraphValue>;
	_meta?: { title?: string };
}
export type GraphValue = string | number | boolean | null | GraphValue[] | { [key: string]: GraphValue };

/** More nodes than this are refused. The largest graphs people share have fewer. */
export const MAX_NODES = 500;
/** Ids of nodes are at most this long. */
const MAX_ID_LENGTH = 128;
/** Names of classes and of inputs, and keys of values, are at most this long. No pack has names of half of that. */
export const MAX_NAME_LENGTH = 300;
/** Nested deeper than this (the graph itself is level 1) is refused. */
export const MAX_DEPTH = 32;
/** Longer texts, in UTF-16 units, are refused. No prompt is; a picture that was put into the graph as text may be. */
export const MAX_TEXT_LENGTH = 100_000;
/** A graph whose texts and names, with one more for every value, add up to more than this is refused. */
export const MAX_GRAPH_SIZE = 500_000;

/** How large a graph may be, and what else is taken. */
export interface GraphLimits {
	nodes: number;
	/** UTF-16 units of one text. */
	text: number;
	/** All texts and names, with one more for every value. */
	size: number;
	/** No nodes at all and integers beyond 2^53-1 are passed on as they are. */
	lenient: boolean;
}

/** What a request may send. */
const REQUEST_LIMITS: GraphLimits = {
	nodes: MAX_NODES,
	text: MAX_TEXT_LENGTH,
	size: MAX_GRAPH_SIZE,
	lenient: false,
};
/** What is read from a file and need not become a job: files are bounded where they are read. */
export const FILE_LIMITS: GraphLimits = { nodes: 2_500, text: 4_000_000, size: 16_000_000, lenient: true };

/** Whether a graph, which may be anything, is worth looking at: what goes through it takes longer for larger ones. */
export function fitsLimits(graph: unknown, characters: number): boolean {
	if (typeof graph !== "object" || graph === null) return true;
	const ids = Object.keys(graph);
	if (ids.length > MAX_NODES || ids.some((id) => id.length > MAX_ID_LENGTH)) return false;
	return (JSON.stringify(graph)?.length ?? 0) <= characters;
}

/** True for `[node id, output slot]`. ComfyUI itself reads every such pair as a link, never as a list. */
export function isLink(value: unknown): value is [string, number] {
	return (
		Array.isArray(value) &&
		value.length === 2 &&
		typeof value[0] === "string" &&
		Number.isInteger(value[1]) &&
		value[1] >= 0
	);
}

/** The node of that id, or undefined. Never answers with something inherited, whatever the id. */
export function nodeOf(graph: ApiGraph, id: string): GraphNode | undefined {
	return Object.hasOwn(graph, id) ? graph[id] : undefined;
}

/** What a person calls the node: its title where it has one, else its class. */
export function titleOf(node: GraphNode): string {
	return node._meta?.title || node.class_type;
}

/** All links of a node, as `[input name, source node id, source slot]`. */
export function linksOf(node: GraphNode): [input: string, source: string, slot: number][] {
	return Object.entries(node.inputs).flatMap(([input, value]): [string, string, number][] =>
		isLink(value) ? [[input, value[0], value[1]]] : [],
	);
}

/** Ids of the nodes in `ids` and of every node they depend on. Ids that name no node are left out. */
export function reachable(graph: ApiGraph, ids: Iterable<string>): Set<string> {
	const found = new Set<string>();
	const open = [...ids];
	for (let id = open.pop(); id !== undefined; id = open.pop()) {
		const node = nodeOf(graph, id);
		if (node === undefined || found.has(id)) continue;
		found.add(id);
		for (const [, source] of linksOf(node)) open.push(source);
	}
	return found;
}

/** Ids of the nodes that a node depends on, directly or not. In a graph without cycles: without itself. */
export function ancestors(graph: ApiGraph, id: string): Set<string> {
	const node = nodeOf(graph, id);
	return node === undefined
		? new Set()
		: reachable(
				graph,
				linksOf(node).map(([, source]) => source),
			);
}

/** A copy that shares nothing with the graph. */
export function cloneGraph(graph: ApiGraph): ApiGraph {
	return structuredClone(graph);
}

/** Names that would reach the prototype of a plain object somewhere. No node or input is called so. */
export function isReservedKey(key: string): boolean {
	return key === "prototype" || key in Object.prototype;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export type GraphRead = { ok: true; graph: ApiGraph } | { ok: false; problems: Problem[] };

/**
 * Checks that a value is a graph in API format and returns a copy of it that holds only what ComfyUI reads
 * (`class_type`, `inputs`, the title). Refused are: the editor's format (`workflow_format_ui`), what is beyond the
 * limits or {@link MAX_DEPTH} levels, reserved keys, integers beyond 2^53-1 (they would not arrive as written), links
 * to nodes that are not there, and cycles (`invalid_graph`).
 *
 * @param at segments put before every pointer, for example `["graph"]`
 */
export function readGraph(
	value: unknown,
	at: readonly string[] = [],
	limits: GraphLimits = REQUEST_LIMITS,
): GraphRead {
	const { lenient } = limits;
	const problems: Problem[] = [];
	const report = (
		segments: readonly (string | number)[],
		message: string,
		code: ProblemCode = "invalid_graph",
	) => {
		if (problems.length < MAX_PROBLEMS)
			problems.push({ pointer: pointer(...at, ...segments), code, message });
	};
	const refused = (): GraphRead => ({ ok: false, problems });

	if (!isRecord(value)) {
		report(
			[],
			"A graph is an object of nodes, { id: { class_type, inputs } }. Export it with “Export (API)”.",
		);
		return refused();
	}
	if (Array.isArray(value.nodes)) {
		report(
			[],
			"This is the format the ComfyUI editor saves (it has lists of nodes and links). Export the workflow with “Export (API)” and send that file.",
			"workflow_format_ui",
		);
		return refused();
	}
	const entries = Object.entries(value);
	if (entries.length === 0 && !lenient)
		report([], "The graph has no nodes. Send at least one that leaves an output.");
	if (entries.length > limits.nodes)
		report([], `The graph has ${entries.length} nodes; at most ${limits.nodes} are accepted. Split it.`);
	if (problems.length > 0) return refused();

	let size = 0;
	/** Counts towards the size of the graph. False once it is too large: then nothing more is looked at. */
	const fits = (units: number): boolean => {
		if (size > limits.size) return false;
		size += units;
		if (size > limits.size)
			report(
				[],
				`The graph holds more than ${limits.size} characters of text, names and values. Upload files instead of putting them into the graph.`,
			);
		return size <= limits.size;
	};
	const checkText = (text: string, path: readonly (string | number)[]): string => {
		if (text.length > limits.text)
			report(
				path,
				`This text has ${text.length} characters; at most ${limits.text} are accepted. If it is a file, upload it and send its id.`,
			);
		return text;
	};

	/** Names are looked at letter by letter in many ways, so a long one would take long. */
	const nameFits = (name: string, path: readonly (string | number)[]): boolean => {
		if (name.length <= MAX_NAME_LENGTH) return true;
		report(
			path,
			`The name ${quote(name)} has ${name.length} characters; at most ${MAX_NAME_LENGTH} are accepted. Rename it.`,
		);
		return false;
	};

	/** A literal, copied. Level counts from the graph, so recursion ends at MAX_DEPTH whatever was sent. */
	const copy = (literal: unknown, path: readonly (string | number)[], level: number): GraphValue => {
		if (!fits(typeof literal === "string" ? literal.length + 1 : 1)) return null;
		if (typeof literal === "string") return checkText(literal, path);
		if (literal === null || typeof literal === "boolean") return literal;
		if (typeof literal === "number") {
			if (!Number.isFinite(literal)) report(path, "Only finite numbers are accepted here.");
			else if (!lenient && Number.isInteger(literal) && !Number.isSafeInteger(literal))
				report(
					path,
					'Integers beyond 2^53-1 do not survive JSON as numbers. Write a seed of 64 bits as text, such as "18446744073709551615": ComfyUI reads it exactly.',
				);
			return literal;
		}
		if (typeof literal !== "object") {
			report(path, "Only JSON values are accepted here.");
			return null;
		}
		if (level > MAX_DEPTH) {
			report(path, `Nested deeper than ${MAX_DEPTH} levels. Flatten this value.`);
			return null;
		}
		if (Array.isArray(literal)) return literal.map((item, i) => copy(item, [...path, i], level + 1));
		return copyFields(literal, path, level);
	};
	const copyFields = (fields: object, path: readonly (string | number)[], level: number) =>
		Object.fromEntries(
			Object.entries(fields).flatMap(([key, item]): [string, GraphValue][] => {
				if (!fits(key.length) || !nameFits(key, path)) return [];
				if (!isReservedKey(key)) return [[key, copy(item, [...path, key], level + 1)]];
				report([...path, key], `The name ${JSON.stringify(key)} is reserved and cannot be used. Rename it.`);
				return [];
			}),
		);

	const nodes = entries.flatMap(([id, node]): [string, GraphNode][] => {
		if (isReservedKey(id) || id === "" || id.length > MAX_ID_LENGTH) {
			report(
				[id.slice(0, MAX_ID_LENGTH)],
				"A node id is 1 to 128 characters and not a reserved name. Rename this node.",
			);
		} else if (!isRecord(node) || typeof node.class_type !== "string" || node.class_type === "") {
			report(
				[id],
				"Every node needs a class_type and inputs: { class_type, inputs }. Export with “Export (API)”.",
			);
		} else if (!isRecord(node.inputs)) {
			report(
				[id, "inputs"],
				"A node's inputs are an object of literals and links. Send {} where it has none.",
			);
		} else {
			const title =
				isRecord(node._meta) && typeof node._meta.title === "string" ? node._meta.title : undefined;
			if (!nameFits(node.class_type, [id, "class_type"])) return [];
			if (!fits(id.length + node.class_type.length + (title?.length ?? 0))) return [];
			const inputs = copyFields(node.inputs, [id, "inputs"], 3);
			return [
				[id, { class_type: node.class_type, inputs, ...(title === undefined ? {} : { _meta: { title } }) }],
			];
		}
		return [];
	});
	if (problems.length > 0) return refused();

	const graph: ApiGraph = Object.fromEntries(nodes);
	for (const [id, node] of nodes) {
		for (const [input, source] of linksOf(node)) {
			if (nodeOf(graph, source) === undefined)
				report([id, "inputs", input], `Links to node ${JSON.stringify(source)}, which is not in the graph.`);
		}
	}
	const stuck = problems.length === 0 ? inCycle(graph) : undefined;
	if (stuck !== undefined) report([stuck], "This node depends on itself through its links. Break the cycle.");
	return problems.length > 0 ? refused() : { ok: true, graph };
}

/** One node that can never run because it waits for itself, or undefined. */
function inCycle(graph: ApiGraph): string | undefined {
	const waiting = new Map(Object.entries(graph).map(([id, node]) => [id, linksOf(node).map(([, s]) => s)]));
	for (let before = -1; before !== waiting.size; ) {
		before = waiting.size;
		for (const [id, sources] of waiting) if (!sources.some((s) => waiting.has(s))) waiting.delete(id);
	}
	// Nodes behind a cycle wait as well. Whoever goes from one to what it waits for comes to one that is in it.
	const passed = new Set<string>();
	let [id] = waiting.keys();
	while (id !== undefined && !passed.has(id)) {
		passed.add(id);
		id = waiting.get(id)?.find((source) => waiting.has(source));
	}
	return id;
}

/** @param empty whether no graph at all is one as well */
function checkedGraph(empty: boolean): z.ZodType<ApiGraph, ApiGraph> {
	const checked = z
		.unknown()
		.superRefine((value, ctx) => {
			if (empty && isRecord(value) && Object.keys(value).length === 0) return;
			const read = readGraph(value);
			if (read.ok) return;
			for (const problem of read.problems)
				ctx.addIssue({
					code: "custom",
					path: segmentsOf(problem.pointer),
					message: problem.message,
					params: { code: problem.code },
				});
		})
		.meta({
			type: "object",
			description: "A ComfyUI graph in API format: { node id: { class_type, inputs } }.",
		});
	return checked as unknown as z.ZodType<ApiGraph, ApiGraph>;
}

/**
 * Zod schema of a graph in API format, with the checks of {@link readGraph}. Issues carry the problem's code in
 * `params.code`. It answers with the value it was given: zod's own records would drop a `__proto__` key
 * silently instead of refusing it, and a transform could not be written down as JSON Schema.
 */
export const apiGraphSchema = checkedGraph(false);

/** The same, or an empty one: of what runs no graph. */
export const graphOrNoneSchema = checkedGraph(true);
