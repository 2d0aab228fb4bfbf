import { isReservedKey } from "../graph/graph.ts";

/**
 * The answer of ComfyUI's `GET /object_info`, typed. It describes every node class a server has: its inputs with
 * types and limits, its outputs. Packs write these entries by hand, so every reader must be ready for nonsense.
 */

/** `[type]` or `[type, options]`. A list as type is an old-style combo; a new one is `["COMBO", { options }]`. */
export type InputSpec = readonly [type: string | readonly unknown[], options?: Record<string, unknown>];

/** The entry of one class, with what the library reads of it. */
export interface ClassInfo {
	input: {
		required?: Record<string, InputSpec>;
		optional?: Record<string, InputSpec>;
		hidden?: Record<string, unknown>;
	};
	input_order?: { required?: readonly string[]; optional?: readonly string[] };
	/** Types of the outputs, by slot. A list is an old-style combo that is put out. */
	output: readonly unknown[];
	output_name?: readonly unknown[];
	output_node?: boolean;
	/** Runs at a partner and costs credits. */
	api_node?: boolean;
	/** Real servers say null where a class has none. */
	display_name?: string | null;
	python_module?: string;
	[member: string]: unknown;
}

/** Classes by name. A map, so that no name can reach a prototype. */
export type ObjectInfo = ReadonlyMap<string, ClassInfo>;

const known = new WeakMap<object, ObjectInfo>();

/**
 * Reads an answer of `GET /object_info`, whatever it holds: entries that are no class are left out, inputs that
 * are no specification too. Never throws. Reading the same object again costs nothing.
 */
export function readObjectInfo(value: unknown): ObjectInfo {
	if (!isRecord(value)) return new Map();
	const before = known.get(value);
	if (before !== undefined) return before;
	const classes = new Map(
		Object.entries(value).flatMap(([name, entry]): [string, ClassInfo][] => {
			const info = readClass(entry);
			return info === undefined ? [] : [[name, info]];
		}),
	);
	known.set(value, classes);
	return classes;
}

function readClass(entry: unknown): ClassInfo | undefined {
	if (!isRecord(entry)) return undefined;
	const input = isRecord(entry.input) ? entry.input : {};
	const order = isRecord(entry.input_order) ? entry.input_order : {};
	return {
		...entry,
		input: {
			...(isRecord(input.required) ? { required: readSpecs(input.required) } : {}),
			...(isRecord(input.optional) ? { optional: readSpecs(input.optional) } : {}),
			...(isRecord(input.hidden) ? { hidden: input.hidden } : {}),
		},
		input_order: {
			...(Array.isArray(order.required) ? { required: order.required.filter(isText) } : {}),
			...(Array.isArray(order.optional) ? { optional: order.optional.filter(isText) } : {}),
		},
		output: Array.isArray(entry.output) ? entry.output : [],
		output_node: entry.output_node === true,
		api_node: entry.api_node === true,
	};
}

function readSpecs(specs: Record<string, unknown>): Record<string, InputSpec> {
	return Object.fromEntries(
		Object.entries(specs).flatMap(([name, spec]): [string, InputSpec][] => {
			const read = isReservedKey(name) ? undefined : readSpec(spec);
			return read === undefined ? [] : [[name, read]];
		}),
	);
}

/** One input's specification, or undefined where it is none. */
export function readSpec(spec: unknown): InputSpec | undefined {
	if (!Array.isArray(spec)) return undefined;
	const [type, options]: unknown[] = spec;
	if (typeof type !== "string" && !Array.isArray(type)) return undefined;
	return isRecord(options) ? [type, options] : [type];
}

/** An input as its class declares it. */
export interface DeclaredInput {
	name: string;
	spec: InputSpec;
	required: boolean;
}

/** The inputs of a class in the order of the editor: required before optional, each as `input_order` says. */
export function inputsOf(info: ClassInfo): DeclaredInput[] {
	const group = (kind: "required" | "optional"): DeclaredInput[] => {
		const specs = info.input[kind] ?? {};
		const ordered = (info.input_order?.[kind] ?? []).filter((name) => Object.hasOwn(specs, name));
		const names = new Set([...ordered, ...Object.keys(specs)]);
		return [...names].flatMap((name) => {
			const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
			return spec === undefined ? [] : [{ name, spec, required: kind === "required" }];
		});
	};
	return [...group("required"), ...group("optional")];
}

/** What a combo offers, old style or new; null where the input is no combo or fetches its list itself. */
export function choicesOf([type, options]: InputSpec): readonly unknown[] | null {
	if (options?.remote !== undefined && options.remote !== null) return null;
	if (typeof type !== "string") return type;
	return type === "COMBO" && Array.isArray(options?.options) ? options.options : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
	return typeof value === "string";
}
