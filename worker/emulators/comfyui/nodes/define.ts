import type { Graph } from "../graph.ts";
import type { Canvas } from "../render/canvas.ts";
import type { NodeValue } from "../values.ts";

/** A list of file names that is read anew whenever somebody asks, as ComfyUI's model lists are. */
export interface FileList {
	files: string;
	/** Always offered, whatever lies on disk. */
	also?: readonly string[];
}

export type SpecOptions = Record<string, unknown>;
/** One input: its type (or the values of an old-style list) and, if it has any, its options. */
export type Spec =
	| readonly [string | readonly string[] | FileList]
	| readonly [string | readonly string[] | FileList, SpecOptions];
export type Specs = Record<string, Spec>;

/** A file a node left on disk, as history names it. */
export interface SavedFile {
	filename: string;
	subfolder: string;
	type: "output" | "temp" | "input";
	[extra: string]: unknown;
}

/** A picture that goes over the socket. */
export interface Preview {
	canvas: Canvas;
	format: "JPEG" | "PNG";
}

export type UiOutput = Record<string, readonly unknown[]>;

export interface NodeResult {
	outputs: readonly NodeValue[];
	/** What history and the `executed` frame show of this node. */
	ui?: UiOutput;
	/** A subgraph that replaces the node; `outputs` then stay empty and `links` say where they come from. */
	expand?: { graph: Graph; links: readonly (readonly [string, number])[] };
}

/** What a running node may do with the server around it. */
export interface NodeContext {
	nodeId: string;
	/** Prefix that makes ids of nodes added at run time unique. */
	childPrefix: string;
	/** Time of one sampler step in ms. */
	stepMs: number;
	prompt: Graph;
	/** `extra_data.extra_pnginfo` of the prompt, if it came with one. */
	extraPngInfo: Record<string, unknown> | undefined;
	/** The server is the newer of the two releases. */
	recent: boolean;
	/** Latent previews are switched on for this prompt. */
	previews: boolean;
	/** Blocks like a node that reports nothing: an interrupt does not end it. */
	sleep(ms: number): Promise<void>;
	/** Reports progress; throws if the prompt was interrupted, as every progress bar of ComfyUI does. */
	progress(value: number, max: number, preview?: Preview): Promise<void>;
	/** Waits as long as loading a model takes, unless that model is in memory already. */
	loadModel(name: string): Promise<void>;
	/** Sends the binary text frame that partner nodes show below themselves. */
	sendText(text: string): void;
	/** Writes files; see {@link SaveRequest}. */
	save(request: SaveRequest): SavedFile[];
	/** Writes a file by its path, relative to where ComfyUI was started; over one that is there. */
	write(path: string, bytes: Buffer): void;
	/** Whether a name that loaders take is there, be it a folder. */
	exists(name: string): boolean;
	/** Reads a file named as loaders name it: `sub/a.png`, `a.png [output]`. */
	read(name: string): Buffer | undefined;
	/** Kept for a node of this id and class from prompt to prompt, as ComfyUI keeps the node object. */
	memory: Map<string, unknown>;
	/** Bytes an image file should weigh at least. */
	outputBytes: number;
}

export interface SaveRequest {
	prefix: string;
	folder: "output" | "temp";
	extension: string;
	/** ComfyUI numbers most files `name_00001_.png` and some `name_00001.ext`. */
	trailingUnderscore?: boolean;
	/** What stands between the prefix and the number. The next number is counted as if it did not. */
	beforeNumber?: string;
	width: number;
	height: number;
	files: readonly Buffer[];
}

export interface NodeDef {
	name: string;
	display: string | null;
	/** Display name in the older release, where it differs. */
	oldDisplay?: string;
	module: string;
	category: string;
	/** "v3" classes show more members in object_info, with explicit nulls. */
	style: "v1" | "v3";
	required: Specs;
	optional?: Specs;
	/** Inputs in the older release, where clients would notice the difference. */
	old?: { required: Specs; optional: Specs };
	hidden?: Record<string, string>;
	/** `[type]` or `[type, name]`. */
	outputs: readonly (readonly [string] | readonly [string, string])[];
	outputNode?: boolean;
	/** An output node that hands its input on, which the older release's did not do yet. */
	passesOn?: boolean;
	/** The older release does not have the class. */
	recentOnly?: boolean;
	/** Further members of the object_info entry, e.g. `deprecated`. */
	extra?: Record<string, unknown>;
	/** Changes when something outside the graph does, such as the bytes of an input file. */
	fingerprint?(inputs: Record<string, unknown>, context: Pick<NodeContext, "read">): string;
	/** What the class's own check says once the names are names: a complaint, or undefined if all is well. */
	validate?(
		inputs: Readonly<Record<string, unknown>>,
		context: Pick<NodeContext, "read" | "exists">,
	): string | undefined;
	/** Names of lazy inputs this node wants computed now, told by the others. */
	needs?(inputs: NodeInputs): readonly string[];
	run(inputs: NodeInputs, context: NodeContext): Promise<NodeResult> | NodeResult;
}

/** Inputs of a running node: widgets as plain values, links as what the other node produced. */
export class NodeInputs {
	private readonly values: Readonly<Record<string, unknown>>;
	constructor(values: Readonly<Record<string, unknown>>) {
		this.values = values;
	}

	raw(name: string): unknown {
		return this.values[name];
	}

	private scalar(name: string): unknown {
		const value = this.values[name];
		return isNodeValue(value) && value.type === "SCALAR" ? value.value : value;
	}

	number(name: string, fallback = 0): number {
		const value = this.scalar(name);
		return typeof value === "number" || typeof value === "bigint" ? Number(value) : fallback;
	}

	/** Text form of any widget; a 64-bit seed keeps all its digits. */
	text(name: string, fallback = ""): string {
		const value = this.scalar(name);
		return value === undefined || value === null ? fallback : String(value);
	}

	/** What came along a link, whatever it is; a widget's value as such a one. */
	value(name: string): NodeValue | undefined {
		const value = this.values[name];
		if (value === undefined) return undefined;
		return isNodeValue(value) ? value : { type: "SCALAR", value };
	}

	flag(name: string): boolean {
		return this.scalar(name) === true;
	}

	/** The linked value of one type, or undefined if nothing of that type is there. */
	maybe<T extends NodeValue["type"]>(name: string, type: T): Extract<NodeValue, { type: T }> | undefined {
		const value = this.values[name];
		return isNodeValue(value) && value.type === type ? (value as Extract<NodeValue, { type: T }>) : undefined;
	}

	/**
	 * The linked value of one type.
	 * @throws NodeFailure (TypeError) if it is missing: the graph links something this emulator cannot make.
	 */
	need<T extends NodeValue["type"]>(name: string, type: T): Extract<NodeValue, { type: T }> {
		const value = this.maybe(name, type);
		if (!value) throw new NodeFailure("TypeError", `input ${name} is not a ${type} the emulator can use`);
		return value;
	}

	entries(): [string, unknown][] {
		return Object.entries(this.values);
	}
}

/** True for a value that came along a link. */
export function isNodeValue(value: unknown): value is NodeValue {
	return typeof value === "object" && value !== null && "type" in value && !Array.isArray(value);
}

/** An exception inside a node, with the Python type clients see as `exception_type`. */
export class NodeFailure extends Error {
	readonly exceptionType: string;
	constructor(exceptionType: string, message: string) {
		super(message);
		this.exceptionType = exceptionType;
	}
}

/** What torch says when the card's memory is full. */
export class OutOfMemory extends NodeFailure {
	constructor(message: string) {
		super("torch.OutOfMemoryError", message);
	}
}

/** Kills the thread that executes prompts, while HTTP goes on: the zombie server. */
export class ExecutorDeath extends Error {}
