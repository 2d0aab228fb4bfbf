import type { AssetKind, OptionalPart, OutputKind, WorkflowDefinition } from "./define.ts";
import { type ApiGraph, cloneGraph, type GraphValue, nodeOf } from "./graph.ts";
import { maxSeed } from "./parameters.ts";
import { absentParts, withoutParts } from "./parts.ts";
import type { Problem } from "./problems.ts";
import { readParameters } from "./read-parameters.ts";

/** A file the worker must stage before the graph can run; it writes the file's name into that input. */
export interface TaskInput {
	asset_id: string;
	node: string;
	input: string;
	kind: AssetKind;
}
export interface ExpectedOutput {
	name: string;
	node: string;
	kind: OutputKind;
}
export interface ModelFile {
	/** Folder under ComfyUI's `models/`. */
	folder: string;
	file: string;
}

/** One prompt for ComfyUI, complete but for staged file names and filename prefixes, which the worker sets. */
export interface TaskPlan {
	/** From 0. */
	index: number;
	graph: ApiGraph;
	inputs: TaskInput[];
	/** Empty: at least one output of any kind is expected. */
	outputs: ExpectedOutput[];
	/** The files it loads, as far as known. */
	models: ModelFile[];
	/** The seed of this very task, or null where the plan knows of none. */
	seed: number | null;
	typical_seconds: number;
	timeout_seconds: number;
}

export interface JobPlan {
	/** `storyboard-image@1`, or `graph` for a graph the client sent. */
	workflow: string;
	/** As understood: defaults, presets and the chosen seed filled in. Sent again, they give the same plan. */
	parameters: Record<string, unknown>;
	tasks: TaskPlan[];
}

export type Planned = { ok: true; plan: JobPlan } | { ok: false; problems: Problem[] };

/** Seeds chosen for a client are below this, as in the ComfyUI editor. */
export const randomSeedLimit = 2 ** 50;

/**
 * The seed of the task with that index: the job's seed plus the index, going on from 0 after 2^53-1. So the
 * seeds of a job differ, task 0 has the seed that was asked for, and the second picture of seed 7 is the first
 * picture of seed 8.
 */
export function taskSeed(seed: number, index: number): number {
	return index <= maxSeed - seed ? seed + index : index - (maxSeed - seed) - 1;
}

/**
 * Turns a workflow and a client's parameters into the tasks to run, one per variation. Pure but for
 * `random.seed()`, which is asked once, when the workflow has a seed and the client sent none.
 *
 * @param parameters anything; what is wrong with it comes back as problems at `/parameters/...`
 * @param random its seed is an integer from 0 to {@link randomSeedLimit} - 1
 * @throws {RangeError} when `random` answers with no such integer
 */
export function planWorkflow(
	workflow: WorkflowDefinition,
	parameters: unknown,
	random: { seed(): number },
): Planned {
	const read = readParameters(workflow, parameters);
	if (!read.ok) return read;
	const values = withSeed(workflow, read.values, random);

	const absent = absentParts(workflow.parts, (name) => values[name] !== undefined);
	const template = withoutParts(workflow.graph, absent);
	for (const [name, slots] of Object.entries(workflow.slots)) {
		const value = values[name];
		for (const slot of slots) if (value !== undefined) fill(template, slot, value);
	}
	const count = workflow.variations === undefined ? 1 : numberAt(values, workflow.variations.parameter);
	const tasks = Array.from({ length: count }, (_, index): TaskPlan => {
		const graph = cloneGraph(template);
		const seed = workflow.seed === undefined ? null : taskSeed(numberAt(values, workflow.seed), index);
		if (workflow.seed !== undefined && seed !== null)
			for (const slot of workflow.slots[workflow.seed] ?? []) fill(graph, slot, seed);
		return {
			index,
			graph,
			inputs: Object.entries(workflow.assets).flatMap(([name, { node, input, kind }]) => {
				const asset = values[name];
				return typeof asset === "string" ? [{ asset_id: asset, node, input, kind }] : [];
			}),
			outputs: workflow.outputs.map(({ name, node, kind }) => ({ name, node, kind })),
			models: modelsOf(workflow, values, absent),
			seed,
			typical_seconds: workflow.typical_seconds,
			timeout_seconds: workflow.timeout_seconds,
		};
	});
	return { ok: true, plan: { workflow: `${workflow.id}@${workflow.version}`, parameters: values, tasks } };
}

function withSeed(workflow: WorkflowDefinition, values: Record<string, unknown>, random: { seed(): number }) {
	if (workflow.seed === undefined || values[workflow.seed] !== undefined) return values;
	const seed = random.seed();
	if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`random.seed() answered ${seed}`);
	return { ...values, [workflow.seed]: seed };
}

/** Sets an input of a node that is still there; a node that left with its part takes no value. */
function fill(graph: ApiGraph, slot: { node: string; input: string }, value: unknown): void {
	const node = nodeOf(graph, slot.node);
	if (node !== undefined) node.inputs[slot.input] = literal(value, `${slot.node}.${slot.input}`);
}

function literal(value: unknown, place: string): GraphValue {
	if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
	throw new TypeError(`only text, numbers and booleans fit into a slot; ${place} got ${typeof value}`);
}

function numberAt(values: Record<string, unknown>, name: string): number {
	const value = values[name];
	if (typeof value !== "number") throw new TypeError(`parameter ${name} must have a numeric default`);
	return value;
}

function modelsOf(
	workflow: WorkflowDefinition,
	values: Record<string, unknown>,
	absent: readonly OptionalPart[],
): ModelFile[] {
	return workflow.models.flatMap(({ folder, file, part }) => {
		if (absent.some(({ name }) => name === part)) return [];
		const name = typeof file === "string" ? file : values[file.parameter];
		return typeof name === "string" ? [{ folder, file: name }] : [];
	});
}
