import type * as z from "zod";
import type { ApiGraph } from "../graph/graph.ts";
import { holdingFor } from "../graph/versions.ts";
import type { Standards } from "../quality/checks/standards.ts";
import type { TimeTargets } from "./targets.ts";

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

/**
 * An input that names a folder of uploaded files. The parameter is a list of asset ids, or of
 * `{ image, caption }` where each picture brings a text file of the same name.
 */
export interface FolderSlot extends Slot {
	kind: AssetKind;
	/** How the node wants the folder: as an absolute path, or relative to ComfyUI's input folder. */
	path: "absolute" | "input";
	/** Files are called `<prefix>_0`, `<prefix>_1`, ... in the order of the list. */
	prefix: string;
}

/** A value made of several parameters: a prompt with its trigger word in front, frames from seconds. */
export interface ComputedValue {
	/** What it is, for documents: `prompt`. No parameter is called so. */
	name: string;
	/** The parameters it is made of. */
	from: readonly string[];
	slots: readonly Slot[];
	/** Pure. Gets the parameters with defaults and presets filled in, and which variation it is, from 0. */
	compute(values: Readonly<Record<string, unknown>>, variation: number): string | number | boolean;
	/** How, in a sentence. */
	what: string;
}

/** What a task can leave behind. */
export type OutputKind = "image" | "video" | "audio" | "text" | "latent" | "file";
export interface DeclaredOutput {
	name: string;
	node: string;
	kind: OutputKind;
}

/** When a part goes. `shorter_than` looks at a list: absent, it has no items. */
export type PartCondition =
	| { absent: string }
	| { present: string }
	| { parameter: string; is: string | number | boolean }
	| { parameter: string; is_not: string | number | boolean }
	| { list: string; shorter_than: number };

/**
 * A part of the graph that is not always wanted. Where the condition holds, the nodes in `remove` go and each
 * input in `rewire` is linked to what stood before them. Where that belongs to another part that goes too, the
 * link goes on to what that one stood behind, so parts can be chained. `to: null` drops an optional input.
 */
export interface OptionalPart {
	name: string;
	when: PartCondition;
	remove: readonly string[];
	rewire: readonly (Slot & { to: readonly [node: string, slot: number] | null })[];
}

/** A file of weights that must be on the worker. `part`: only while that part is in the graph. */
export interface ModelRequirement {
	/** Folder under ComfyUI's `models/`. */
	folder: string;
	/** The file, or the parameter that names it. */
	file: string | { parameter: string };
	part?: string;
	/**
	 * No input lists it: a node finds it by itself, by name or in a folder of its own. Whether a worker has it
	 * cannot be asked, so no task is matched by it.
	 */
	unlisted?: true;
	licence: string;
	/** Where to get it. */
	source?: string;
}

export interface CustomNodePack {
	/** The folder it lies in under `custom_nodes/`. */
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

/** A parameter that some requests send without effect. They are accepted, and told so. */
export interface UnusedParameter {
	parameter: string;
	/** It counts where this other parameter is above the number. Absent: it never counts. */
	unless?: { parameter: string; above: number };
	/** Completes the sentence "it is not used ...": `because cfg is 1`. */
	why: string;
}

/** What the shelves of the library are called. */
export const categories = [
	"image",
	"edit",
	"character",
	"face",
	"upscale",
	"video",
	"audio",
	"3d",
	"training",
	"quality",
] as const;
export type Category = (typeof categories)[number];

/** Families of models: hardware profiles allow or refuse by them. `none`: no diffusion model at all. */
export const families = [
	"sd15",
	"sdxl",
	"flux",
	"flux2",
	"z-image",
	"qwen-image",
	"wan",
	"hunyuan-video",
	"ltx-video",
	"ace-step",
	"stable-audio",
	"hunyuan3d",
	"partner",
	"none",
] as const;
export type ModelFamily = (typeof families)[number];

/** What depends on the graph, and so may differ between ComfyUI versions. */
export interface GraphForm {
	graph: ApiGraph;
	/** By parameter: the inputs that get its value. */
	slots: Readonly<Record<string, readonly Slot[]>>;
	/** By parameter (an asset id, or a list of them in this order): the input that names the file. */
	assets: Readonly<Record<string, AssetSlot | readonly AssetSlot[]>>;
	/** By parameter (a list): the input that names the folder. */
	folders?: Readonly<Record<string, FolderSlot>>;
	computed?: readonly ComputedValue[];
	parts: readonly OptionalPart[];
	outputs: readonly DeclaredOutput[];
}

/** The graph for a newer ComfyUI than the one the workflow begins with. */
export interface NewerForm extends GraphForm {
	/** From this version on. */
	comfyui: string;
}

/**
 * A workflow: a graph template with typed parameters. Everything is data, so that what a parameter does can be
 * read, checked when the program starts, and shown to people.
 */
export interface WorkflowDefinition extends GraphForm {
	/** Lower case with hyphens. With `version` it is what a job asks for: `storyboard-image@1`. */
	id: string;
	/** Raised when the same parameters would give another picture. */
	version: number;
	title: string;
	/** One or two sentences: what it is for. */
	purpose: string;
	category: Category;
	family: ModelFamily;
	/** Other names people ask for, and what runs instead. Jobs may use them. */
	aliases?: readonly { name: string; note: string }[];
	/** A strict object. */
	parameters: z.ZodObject;
	/** Where a newer ComfyUI wants another graph, oldest first. The worker's version decides. */
	forms?: readonly NewerForm[];
	presets?: readonly Preset[];
	unused?: readonly UnusedParameter[];
	/** The parameter that is the seed, where there is one. Absent in a request, it is chosen. */
	seed?: string;
	/** The largest seed its nodes take; one that is chosen is never above it. Absent: 2^53-1. */
	seed_max?: number;
	/** One task per variation: which parameter says how many, and which is the seed that differs. */
	variations?: { parameter: string; seed: string };
	models: readonly ModelRequirement[];
	custom_nodes: readonly CustomNodePack[];
	/** Flags that ComfyUI must have been started with, such as `--fp32-vae`. */
	launch_flags?: readonly string[];
	/** Oldest ComfyUI known to have every node, for example `0.3.64`. */
	comfyui: string;
	/** GPU memory that is enough, in GB. 0 where no GPU is used. */
	vram_gb: number;
	/** One task on such a GPU with the models loaded, in seconds. An estimate until measured. */
	typical_seconds: number;
	/** The same for given parameters, where they change it much. Pure. */
	seconds?(values: Readonly<Record<string, unknown>>): number;
	/** What the times of its jobs are to be, where something was promised. */
	targets?: TimeTargets;
	/** A task that takes longer is given up, in seconds. Includes loading the models. */
	timeout_seconds: number;
	/** Where a partner runs it: what one task costs there. */
	partner?: PartnerPrice;
	/** What its pictures are held against, where that differs from the usual (`quality/checks/standards.ts`). */
	standards?: Partial<Standards>;
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

/** The price of a task that a partner of Comfy runs, paid in credits of the worker's account there. */
export interface PartnerPrice {
	/** In micro-USD, of the parameters with defaults filled in. Pure. */
	price(values: Readonly<Record<string, unknown>>): number;
	/** Where the figures are from. */
	source: string;
}

/** The places of a file parameter, one or several. */
export function slotsOf(to: AssetSlot | readonly AssetSlot[]): readonly AssetSlot[] {
	return "node" in to ? [to] : to;
}

/** The workflow as a ComfyUI of this version runs it. An unknown version counts as the newest. */
export function formFor(workflow: WorkflowDefinition, comfyui: string): WorkflowDefinition {
	const form = holdingFor(workflow.forms, comfyui);
	return form === undefined ? workflow : { ...workflow, folders: {}, computed: [], ...form };
}

/**
 * Declares a workflow. It is frozen: planning works on copies. Whether it fits together is checked by the tests
 * and by `npm run workflows -- readme` (`checkDefinition`), not here: a Worker that starts has no time for what
 * cannot have changed since.
 */
export function defineWorkflow(definition: WorkflowDefinition): WorkflowDefinition {
	return deepFreeze(definition);
}

/** Freezes plain data in place. Zod schemas keep caches and stay as they are. */
export function deepFreeze<T extends object>(value: T): T {
	for (const item of Object.values(value)) if (isPlain(item)) deepFreeze(item);
	return Object.freeze(value);
}

function isPlain(value: unknown): value is object {
	if (typeof value !== "object" || value === null) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null || Array.isArray(value);
}
