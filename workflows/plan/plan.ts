import {
	type AssetKind,
	type FolderSlot,
	type ModelFamily,
	type OptionalPart,
	type OutputKind,
	slotsOf,
	type WorkflowDefinition,
} from "../definition/define.ts";
import { maxSeed } from "../definition/parameters.ts";
import { readParameters } from "../definition/read-parameters.ts";
import { numberAt } from "../definition/values.ts";
import { type ApiGraph, cloneGraph, type GraphValue, nodeOf } from "../graph/graph.ts";
import type { Problem } from "../graph/problems.ts";
import { holdingFor } from "../graph/versions.ts";
import type { TaskQuality } from "../quality/checks/task-quality.ts";
import type { TrainingWork } from "../training/work.ts";
import { blame } from "./blame.ts";
import { beginningsOf, filmSizes } from "./film.ts";
import { chosenLoras, type KeptLora, loraFileName } from "./loras.ts";
import { type Notice, noticesOf } from "./notices.ts";
import { outputSizes } from "./output-sizes.ts";
import { type RequestForm, requestForms } from "./request-form.ts";

/** A file the worker must stage before the graph can run; it writes the file's name into that input. */
export interface TaskInput {
	asset_id: string;
	node: string;
	input: string;
	/** `lora`: a file for ComfyUI's folder of LoRAs, and not for that of inputs. */
	kind: AssetKind | "lora";
}
/** A folder the worker must fill before the graph can run; it writes the folder's name into that input. */
export interface TaskFolder {
	node: string;
	input: string;
	path: FolderSlot["path"];
	files: TaskFolderFile[];
}
/** One file of a folder: an uploaded one, or a text such as a caption. */
export type TaskFolderFile =
	/** `name` has no extension: that comes from what the file is. */
	{ name: string; asset_id: string; kind: AssetKind } | { name: string; text: string };
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

/** What of a task depends on the ComfyUI that runs it. */
export interface TaskForm {
	graph: ApiGraph;
	inputs: TaskInput[];
	/** Absent: none. */
	folders?: TaskFolder[];
	/** Empty: at least one output of any kind is expected. */
	outputs: ExpectedOutput[];
}

/** What a worker must be, apart from having the nodes and the models. */
export interface TaskRequirements {
	/** Null where nothing is known of the graph. */
	family: ModelFamily | null;
	/** GPU memory that is enough, in GB. */
	vram_gb: number;
	/** Flags that ComfyUI must have been started with. */
	launch_flags: string[];
	/** It runs at a partner: the worker needs a key for that. */
	partner: boolean;
	/** It trains: some machines do nothing else meanwhile. */
	training: boolean;
}

/** What a task does that trains by a program beside ComfyUI. */
export interface TaskTraining {
	/** With no `resume`: where an attempt goes on is known once it begins. */
	work: TrainingWork;
	/** The pictures that it names, as assets. */
	files: { asset_id: string; kind: "image" }[];
}

/** One prompt for ComfyUI, complete but for staged file names and filename prefixes, which the worker sets. */
export interface TaskPlan extends TaskForm {
	/** The workflow it is of, where that is not the job's own: in a pipeline. */
	workflow?: string;
	/** From 0. */
	index: number;
	/** It trains instead of running a graph, which is empty then. Absent: it runs one. */
	training?: TaskTraining;
	/** The same for newer ComfyUIs, oldest first. Absent: there is one form for all. */
	forms?: (TaskForm & { comfyui: string })[];
	/** Absent: nothing is known. */
	requires?: TaskRequirements;
	/** The files it loads, as far as known. */
	models: ModelFile[];
	/** The seed of this very task, or null where the plan knows of none. */
	seed: number | null;
	typical_seconds: number;
	timeout_seconds: number;
	/** What its pictures are held against. Absent: the usual standards, and no size. */
	quality?: TaskQuality;
	/** What running it once costs at a partner, as far as can be said beforehand, in micro-USD. Absent: it runs at none. */
	partner_micro_usd?: number;
}

export interface JobPlan {
	/** `storyboard-image@1`, or `graph` for a graph the client sent. */
	workflow: string;
	/** As understood: defaults, presets and the chosen seed filled in. Sent again, they give the same plan. */
	parameters: Record<string, unknown>;
	/** What was accepted but has no effect. */
	notices: Notice[];
	tasks: TaskPlan[];
}

export type Planned =
	| {
			ok: true;
			plan: JobPlan;
			/** Tells a problem with the graph to whoever asked, who may never have seen that graph. */
			blame: (problem: Problem) => Problem;
	  }
	| { ok: false; problems: Problem[] };

/** Seeds chosen for a client are below this, as in the ComfyUI editor. */
export const RANDOM_SEED_LIMIT = 2 ** 50;

/**
 * The seed of the task with that index: the job's seed plus the index, going on from 0 after `max`. So the
 * seeds of a job differ, task 0 has the seed that was asked for, and the second picture of seed 7 is the first
 * picture of seed 8.
 */
export function taskSeed(seed: number, index: number, max: number = maxSeed): number {
	return index <= max - seed ? seed + index : index - (max - seed) - 1;
}

/**
 * Turns a workflow and a client's parameters into the tasks to run, one per variation. Pure but for
 * `given.seed()`, which is asked once, when the workflow has a seed and the client sent none.
 *
 * @param parameters anything; what is wrong with it comes back as problems at `/parameters/...`
 * @param given its seed is an integer from 0 to {@link RANDOM_SEED_LIMIT} - 1; its LoRAs are those that parameters may
 * name as `name@version`
 * @throws {RangeError} when `given` answers with no such integer
 */
export function planWorkflow(
	workflow: WorkflowDefinition,
	parameters: unknown,
	given: { seed(): number; loras?: readonly KeptLora[] },
): Planned {
	const read = readParameters(workflow, parameters);
	if (!read.ok) return read;
	const values = withSeed(workflow, read.values, given);
	const { chosen, problems } = chosenLoras(workflow, values, given.loras ?? []);
	if (problems.length > 0) return { ok: false, problems };
	const forms = requestForms(workflow, values);
	const [first, ...newer] = forms;
	const beginnings = beginningsOf(workflow);

	const count = workflow.variations === undefined ? 1 : numberAt(values, workflow.variations.parameter);
	const tasks = Array.from({ length: count }, (_, index): TaskPlan => {
		const seed =
			workflow.seed === undefined
				? null
				: taskSeed(numberAt(values, workflow.seed), index, workflow.seed_max);
		const form = taskForm(first, values, chosen, seed, index);
		return {
			index,
			...form,
			...(newer.length === 0
				? {}
				: {
						forms: newer.map((form) => ({
							comfyui: form.comfyui ?? "",
							...taskForm(form, values, chosen, seed, index),
						})),
					}),
			models: modelsOf(workflow, values, first.absent, chosen),
			seed,
			requires: {
				family: workflow.family,
				vram_gb: workflow.vram_gb,
				launch_flags: [...(workflow.launch_flags ?? [])],
				partner: workflow.partner !== undefined,
				training: workflow.category === "training",
			},
			quality: {
				standards: workflow.standards ?? {},
				sizes: outputSizes(first.workflow, first.graph, values),
				films: filmSizes(form.outputs, form.graph),
				...(beginnings.length > 0 && { inputs: beginnings }),
			},
			typical_seconds: workflow.seconds?.(values) ?? workflow.typical_seconds,
			...(workflow.partner === undefined
				? {}
				: { partner_micro_usd: Math.round(workflow.partner.price(values)) }),
			timeout_seconds: workflow.timeout_seconds,
		};
	});
	const notices = noticesOf(first, parameters, values);
	const name = `${workflow.id}@${workflow.version}`;
	const plan = { workflow: name, parameters: values, notices, tasks };
	return { ok: true, plan, blame: (problem) => blame(forms, problem) };
}

/** The task as a ComfyUI of this version runs it. An unknown version counts as the newest. */
export function taskFor(task: TaskPlan, comfyui: string): TaskPlan {
	const form = holdingFor(task.forms, comfyui);
	if (form === undefined) return task;
	const { graph, inputs, folders, outputs } = form;
	return { ...task, graph, inputs, folders: folders ?? [], outputs };
}

function taskForm(
	{ workflow, graph: template }: RequestForm,
	values: Record<string, unknown>,
	loras: ReadonlyMap<string, KeptLora>,
	seed: number | null,
	index: number,
): TaskForm {
	const graph = cloneGraph(template);
	const files = [...loras].map(([name, { sha256 }]) => [name, loraFileName(sha256)]);
	const filled = { ...values, ...Object.fromEntries(files) };
	for (const [name, slots] of Object.entries(workflow.slots)) {
		const value = name === workflow.seed ? seed : filled[name];
		for (const slot of slots) if (value !== undefined) fill(graph, slot, value);
	}
	for (const { slots, compute } of workflow.computed ?? []) {
		const value = compute(filled, index);
		for (const slot of slots) fill(graph, slot, value);
	}
	const folders = foldersOf(workflow, values, graph);
	return {
		graph,
		inputs: [...inputsOf(workflow, values, graph), ...lorasOf([...loras.values()], graph)],
		...(folders.length === 0 ? {} : { folders }),
		outputs: workflow.outputs.map(({ name, node, kind }) => ({ name, node, kind })),
	};
}

function inputsOf(
	{ assets }: WorkflowDefinition,
	values: Record<string, unknown>,
	graph: ApiGraph,
): TaskInput[] {
	return Object.entries(assets).flatMap(([name, to]) => {
		const value = values[name];
		const given = Array.isArray(value) ? value : [value];
		return slotsOf(to).flatMap(({ node, input, kind }, i) => {
			const asset: unknown = given[i];
			// A loader that left with its part stages nothing.
			return typeof asset === "string" && nodeOf(graph, node) !== undefined
				? [{ asset_id: asset, node, input, kind }]
				: [];
		});
	});
}

/** The places that load a LoRA which comes with the task, wherever its name got to. */
function lorasOf(loras: readonly KeptLora[], graph: ApiGraph): TaskInput[] {
	const assets = new Map(loras.map(({ asset_id, sha256 }) => [loraFileName(sha256), asset_id]));
	return Object.entries(graph).flatMap(([node, { inputs }]) =>
		Object.entries(inputs).flatMap(([input, value]): TaskInput[] => {
			const asset_id = typeof value === "string" ? assets.get(value) : undefined;
			return asset_id === undefined ? [] : [{ asset_id, node, input, kind: "lora" }];
		}),
	);
}

function foldersOf(
	{ folders = {} }: WorkflowDefinition,
	values: Record<string, unknown>,
	graph: ApiGraph,
): TaskFolder[] {
	return Object.entries(folders).flatMap(([name, { node, input, path, kind, prefix }]) => {
		const list: unknown = values[name];
		if (!Array.isArray(list) || nodeOf(graph, node) === undefined) return [];
		const files = list.flatMap((item: unknown, i): TaskFolderFile[] => {
			const file = `${prefix}_${i}`;
			if (typeof item === "string") return [{ name: file, asset_id: item, kind }];
			const { image, caption } = captioned(item, name);
			return [
				{ name: file, asset_id: image, kind },
				{ name: `${file}.txt`, text: caption },
			];
		});
		return [{ node, input, path, files }];
	});
}

function captioned(item: unknown, name: string): { image: string; caption: string } {
	if (typeof item === "object" && item !== null && "image" in item && "caption" in item) {
		const { image, caption } = item;
		if (typeof image === "string" && typeof caption === "string") return { image, caption };
	}
	throw new TypeError(`the items of ${name} must be asset ids, or objects with image and caption`);
}

function withSeed(workflow: WorkflowDefinition, values: Record<string, unknown>, random: { seed(): number }) {
	if (workflow.seed === undefined || values[workflow.seed] !== undefined) return values;
	const seed = random.seed();
	if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`random.seed() answered ${seed}`);
	const { seed_max } = workflow;
	return { ...values, [workflow.seed]: seed_max === undefined ? seed : seed % (seed_max + 1) };
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

function modelsOf(
	workflow: WorkflowDefinition,
	values: Record<string, unknown>,
	absent: readonly OptionalPart[],
	brought: ReadonlyMap<string, unknown>,
): ModelFile[] {
	return workflow.models.flatMap(({ folder, file, part, unlisted }) => {
		if (unlisted || (typeof file !== "string" && brought.has(file.parameter))) return [];
		if (absent.some(({ name }) => name === part)) return [];
		const name = typeof file === "string" ? file : values[file.parameter];
		return typeof name === "string" ? [{ folder, file: name }] : [];
	});
}
