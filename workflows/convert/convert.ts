import { Budget } from "../graph/budget.ts";
import { type ApiGraph, FILE_LIMITS, MAX_NODES, MAX_TEXT_LENGTH, readGraph } from "../graph/graph.ts";
import { type Problem, pointer, quote, segmentsOf } from "../graph/problems.ts";
import { charactersOf } from "../graph/size.ts";
import { readObjectInfo } from "../object-info/read.ts";
import { emit } from "./emit.ts";
import { framesOf } from "./live/frames.ts";
import { loadWorkflow } from "./load/load.ts";
import { isUiWorkflow, readUi } from "./read/read-ui.ts";
import { type At, Notes, type Unknown } from "./read/unknowns.ts";

export { type Unknown, type UnknownCode, unknownCodes } from "./read/unknowns.ts";
export { isUiWorkflow };

export type Conversion =
	| { ok: true; graph: ApiGraph; unknowns: Unknown[] }
	| { ok: false; problems: Problem[] };

export interface ConvertOptions {
	/** Answers with numbers from 0 up to, not including, 1. Without it choices in prompts, `{a|b}`, stay. */
	random?: () => number;
	/** For `%date:...%` in filename prefixes, in the time zone of the process. Without it they stay. */
	now?: Date;
	/**
	 * Nodes of classes that the server lacks are converted by what the file alone says, and each is told. Without it
	 * they are refused.
	 */
	allowUnknown?: boolean;
	/** How much may be done, in slots; without it, what a request has. */
	budget?: Budget;
}

/** Links, slots and widgets that are read and made for one workflow. A node needs about ten. */
export const MAX_SLOTS = 30_000;

/**
 * Turns a workflow of the ComfyUI editor (UI JSON, schema 0.4 or 1.0) into the graph that the editor would send
 * to `POST /prompt`. The measure is frontend 1.49.6; where a file cannot be read that way without the browser,
 * or where that editor is known to lose something, `unknowns` says what was decided.
 *
 * Its limits are those of a file: a graph that no job would take is converted all the same, and that is said.
 *
 * Pure: the same arguments give the same answer, and it never throws, whatever it is given.
 *
 * @param ui the parsed file; pointers of unknowns and problems go into it
 * @param objectInfo the parsed answer of `GET /object_info` of the server that shall run the graph
 * @returns what the editor would send, or problems. `readGraph` accepts the graph, but for one without nodes
 * (`nothing_runs`) and integers that JSON does not carry (`integer_inexact`). Problems are `invalid_graph` for what cannot be a workflow or
 * cannot run, `missing_node` for each class that the server lacks
 */
export function convert(ui: unknown, objectInfo: unknown, options: ConvertOptions = {}): Conversion {
	const notes = new Notes();
	const budget = options.budget ?? new Budget(MAX_SLOTS);
	const read = readUi(ui, budget, notes);
	if (read === undefined) return { ok: false, problems: notes.problems };
	const root = loadWorkflow(read, {
		info: readObjectInfo(objectInfo),
		allowUnknown: options.allowUnknown === true,
		budget,
		notes,
	});
	if (budget.spent) notes.problem(["nodes"], "invalid_graph", "The workflow has too many inputs. Split it.");
	const frames = budget.spent ? undefined : framesOf(root, notes);
	if (frames === undefined) return { ok: false, problems: notes.problems };
	const { random, now } = options;
	const emitted = emit(
		root,
		frames,
		{
			...(random === undefined ? {} : { random }),
			...(now === undefined ? {} : { now }),
		},
		notes,
	);
	if (notes.problems.length > 0) return { ok: false, problems: notes.problems };
	const most = graphSizeFor(ui);
	if (charactersOf(emitted.graph, most + 1) > most) {
		notes.problem(
			[],
			"invalid_graph",
			`The graph would hold more than the ${most} characters that a file of this size can need: its nodes take long defaults, or very many. Save the values in the file, or split it.`,
		);
		return { ok: false, problems: notes.problems };
	}
	const checked = readGraph(emitted.graph, [], FILE_LIMITS);
	if (checked.ok) {
		if (Object.keys(checked.graph).length === 0)
			notes.unknown(
				["nodes"],
				"nothing_runs",
				"No node of the workflow runs: all are notes, muted or bypassed.",
			);
		sayTooLarge(checked.graph, emitted.places, notes);
		return { ok: true, graph: checked.graph, unknowns: notes.unknowns };
	}
	// The graph is ours; what is wrong with it comes from a node of the file.
	const problems = checked.problems.map((problem) => {
		const [id = ""] = segmentsOf(problem.pointer);
		return { ...problem, pointer: pointer(...(emitted.places.get(id) ?? [])) };
	});
	return { ok: false, problems };
}

/**
 * How much the graph of a file may hold, in characters. Of 362 real files the graph has a quarter of the file's, and
 * at most about as many: whatever is far beyond comes from the descriptions of classes, again for every node.
 */
function graphSizeFor(ui: unknown): number {
	return Math.min(FILE_LIMITS.size, 100_000 + 4 * charactersOf(ui, FILE_LIMITS.size / 4));
}

/** Says what of a graph a job would refuse for its size. */
function sayTooLarge(graph: ApiGraph, places: ReadonlyMap<string, At>, notes: Notes): void {
	const nodes = Object.entries(graph);
	if (nodes.length > MAX_NODES)
		notes.unknown(
			["nodes"],
			"beyond_a_job",
			`${nodes.length} nodes run; a job takes at most ${MAX_NODES}. Split the workflow.`,
		);
	for (const [id, { class_type, inputs }] of nodes)
		for (const [name, value] of Object.entries(inputs))
			if (typeof value === "string" && value.length > MAX_TEXT_LENGTH)
				notes.unknown(
					places.get(id) ?? [],
					"beyond_a_job",
					`${quote(name)} of node ${id} (${class_type}) has ${value.length} characters; a job takes at most ${MAX_TEXT_LENGTH} in one text.`,
				);
}
