import type * as z from "zod";
import { checkDefinition } from "./define-checks.ts";
import type { ApiGraph } from "./graph.ts";

/** A place in a graph: an input of a node. */
export interface Slot {
	node: string;
	input: string;
}

/** What a client may hand in as a file. A mask is a picture that is read as one channel. */
export type AssetKind = "image" | "mask" | "video" | "audio";
export interface AssetSlot extends Slot {
	kind: AssetKind;
}

/** What a task can leave behind. */
export type OutputKind = "image" | "video" | "audio" | "text" | "latent" | "file";
export interface DeclaredOutput {
	name: string;
	node: string;
	kind: OutputKind;
}

/**
 * A part of the graph that is there only when a parameter is given. Without it the nodes in `remove` go and
 * each input in `rewire` is linked to what stood before them.
 */
export interface OptionalPart {
	name: string;
	/** The part goes when this parameter is absent. */
	when: { absent: string };
	remove: readonly string[];
	rewire: readonly (Slot & { to: readonly [node: string, slot: number] })[];
}

/** A file of weights that must be on the worker. `part`: only while that part is in the graph. */
export interface ModelRequirement {
	/** Folder under ComfyUI's `models/`. */
	folder: string;
	/** The file, or the parameter that names it. */
	file: string | { parameter: string };
	part?: string;
	licence: string;
	/** Where to get it. */
	source?: string;
}

export interface CustomNodePack {
	name: string;
	source: string;
	licence: string;
}

/** Other parameters that a choice brings along. They count only where the client did not send them. */
export interface Preset {
	/** The parameter with the choice; an enum. */
	parameter: string;
	choices: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
}

/**
 * A workflow: a graph template with typed parameters. Everything is data, so that what a parameter does can be
 * read, checked when the program starts, and shown to people.
 */
export interface WorkflowDefinition {
	/** Lower case with hyphens. With `version` it is what a job asks for: `storyboard-image@1`. */
	id: string;
	/** Raised when the same parameters would give another picture. */
	version: number;
	title: string;
	/** One or two sentences: what it is for. */
	purpose: string;
	/** A strict object. */
	parameters: z.ZodObject;
	graph: ApiGraph;
	/** By parameter: the inputs that get its value. */
	slots: Readonly<Record<string, readonly Slot[]>>;
	/** By parameter (an asset id): the input that names the file. */
	assets: Readonly<Record<string, AssetSlot>>;
	parts: readonly OptionalPart[];
	presets?: readonly Preset[];
	/** The parameter that is the seed, where there is one. Absent in a request, it is chosen. */
	seed?: string;
	/** One task per variation: which parameter says how many, and which is the seed that differs. */
	variations?: { parameter: string; seed: string };
	outputs: readonly DeclaredOutput[];
	models: readonly ModelRequirement[];
	custom_nodes: readonly CustomNodePack[];
	/** Oldest ComfyUI known to have every node, for example `0.3.64`. */
	comfyui: string;
	/** GPU memory that is enough, in GB. */
	vram_gb: number;
	/** One task on such a GPU with the models loaded, in seconds. An estimate until measured. */
	typical_seconds: number;
	/** A task that takes longer is given up, in seconds. Includes loading the models. */
	timeout_seconds: number;
	/** What may be done with the pictures, in a sentence. */
	licence: string;
	/** Parameters that are accepted as they are. */
	example: Readonly<Record<string, unknown>>;
	docs: {
		/** What a user should know, a sentence or two each. */
		notes: readonly string[];
		/** What is promised, for people who accept the work. */
		acceptance: readonly string[];
	};
}

/**
 * Declares a workflow and checks it at once: everything it names exists, its example is accepted, and no choice
 * of optional parts leaves a link to a node that is gone. The graph is frozen: planning works on copies.
 *
 * @throws {TypeError} naming the workflow and every mistake. A mistake here is one of ours, never a client's.
 */
export function defineWorkflow(definition: WorkflowDefinition): WorkflowDefinition {
	const mistakes = checkDefinition(definition);
	if (mistakes.length > 0)
		throw new TypeError(`workflow ${definition.id}@${definition.version}: ${mistakes.join("; ")}`);
	return deepFreeze(definition);
}

/** Freezes plain data in place. Zod schemas keep caches and stay as they are. */
function deepFreeze<T extends object>(value: T): T {
	for (const item of Object.values(value)) if (isPlain(item)) deepFreeze(item);
	return Object.freeze(value);
}

function isPlain(value: unknown): value is object {
	if (typeof value !== "object" || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null || Array.isArray(value);
}
