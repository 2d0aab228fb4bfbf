import { lookUp, modelFolders } from "../graph/known-nodes.ts";
import {
	type ClassInfo,
	choicesOf,
	type InputSpec,
	inputsOf,
	isRecord,
	type ObjectInfo,
	readObjectInfo,
	readSpec,
} from "../object-info/read.ts";
import v0364 from "./0.3.64.json" with { type: "json" };
import v0330 from "./0.33.0.json" with { type: "json" };

/**
 * What ComfyUI and the packs the library uses say of their nodes, as far as the library uses them: names and
 * types of inputs and outputs, limits, defaults. Read from `GET /object_info` of real servers of two versions by
 * `generate.ts`. Without explanations, and with only those choices of a combo that our graphs can make; a list
 * of model files is empty. Enough to check every graph of the library, and for the emulator to run it.
 */
export const signatures: Readonly<Record<"0.3.64" | "0.33.0", Readonly<Record<string, unknown>>>> = {
	"0.3.64": v0364,
	"0.33.0": v0330,
};

/** Model files by folder under ComfyUI's `models/`. */
export type ModelFiles = Readonly<Record<string, readonly string[]>>;

/**
 * The signatures as the answer to `GET /object_info` of a ComfyUI of that version that has these model files.
 * The inputs of known loaders list the files of their folder.
 */
export function objectInfoOf(version: keyof typeof signatures, models: ModelFiles): Record<string, unknown> {
	return Object.fromEntries(
		[...readObjectInfo(signatures[version])].map(([name, info]) => {
			const input = Object.fromEntries(
				Object.entries(info.input).map(([kind, specs]) => [
					kind,
					Object.fromEntries(
						Object.entries(specs ?? {}).map(([input, spec]) => [input, filled(name, input, spec, models)]),
					),
				]),
			);
			return [name, { ...info, name, display_name: name, input }];
		}),
	);
}

function filled(className: string, input: string, spec: unknown, models: ModelFiles): unknown {
	const folder = lookUp(lookUp(modelFolders, className) ?? {}, input);
	const read = readSpec(spec);
	const choices = read === undefined ? null : choicesOf(read);
	if (folder === undefined || read === undefined || choices === null) return spec;
	const files = [...choices, ...(lookUp(models, folder) ?? [])];
	const [type, options] = read;
	return typeof type === "string" ? [type, { ...options, options: files }] : [files, options ?? {}];
}

/** The folder under `custom_nodes/` of the pack that brings a class the library uses; null for ComfyUI's own. */
export function packOf(className: string): string | null {
	const info = [v0330, v0364].map((version) => readObjectInfo(version).get(className)).find((of) => of);
	return info?.python_module?.replace(/^custom_nodes\./, "") ?? null;
}

/** Options of an input that limit or explain its value to a program. */
const kept = [
	"default",
	"min",
	"max",
	"step",
	"multiselect",
	"forceInput",
	"control_after_generate",
	"image_upload",
	"video_upload",
	"audio_upload",
	"image_folder",
];

/** What graphs put into the inputs of a class, by input. */
export type Uses = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<unknown>>>;

/** Cuts an object_info down to what the graphs use of it. Classes that it does not have are left out. */
export function cutDown(objectInfo: ObjectInfo, uses: Uses): Record<string, unknown> {
	return Object.fromEntries(
		[...uses].sort(byName).flatMap(([name, values]) => {
			const info = objectInfo.get(name);
			return info === undefined ? [] : [[name, cutClass(info, values)]];
		}),
	);
}

function cutClass(info: ClassInfo, uses: ReadonlyMap<string, ReadonlySet<unknown>>): Record<string, unknown> {
	const group = (required: boolean) =>
		Object.fromEntries(
			inputsOf(info)
				.filter((input) => input.required === required)
				.filter(({ name }) => required || [...uses.keys()].some((use) => use.split(".")[0] === name))
				.map(({ name, spec }) => [name, cutSpec(spec, name, uses)]),
		);
	const required = group(true);
	const optional = group(false);
	return {
		input: { required, ...(Object.keys(optional).length === 0 ? {} : { optional }) },
		input_order: { required: Object.keys(required), optional: Object.keys(optional) },
		output: info.output,
		...(info.output_node ? { output_node: true } : {}),
		...(info.api_node ? { api_node: true } : {}),
		...(info.python_module?.startsWith("custom_nodes.") ? { python_module: info.python_module } : {}),
	};
}

function cutSpec([type, options]: InputSpec, place: string, uses: ReadonlyMap<string, ReadonlySet<unknown>>) {
	const used = uses.get(place) ?? new Set();
	const limits = Object.fromEntries(
		kept.flatMap((key) => (options?.[key] === undefined ? [] : [[key, options[key]]])),
	);
	const some = (choices: readonly unknown[]) =>
		choices.filter((choice) => used.has(choice) || choice === limits.default);
	if (typeof type !== "string") return [some(type), limits];
	if (type === "COMBO" && Array.isArray(options?.options))
		return [type, { ...limits, options: some(options.options) }];
	if (type === "COMFY_DYNAMICCOMBO_V3" && Array.isArray(options?.options)) {
		const choices = options.options.filter(isRecord).filter((choice) => used.has(choice.key));
		return [type, { ...limits, options: choices.map((choice) => cutChoice(choice, place, uses)) }];
	}
	return [type, limits];
}

function cutChoice(
	choice: Record<string, unknown>,
	place: string,
	uses: ReadonlyMap<string, ReadonlySet<unknown>>,
): Record<string, unknown> {
	const inputs = isRecord(choice.inputs) ? choice.inputs : {};
	const group = (members: unknown) =>
		Object.fromEntries(
			Object.entries(isRecord(members) ? members : {}).flatMap(([name, spec]) =>
				Array.isArray(spec)
					? [[name, cutSpec([spec[0], isRecord(spec[1]) ? spec[1] : {}], `${place}.${name}`, uses)]]
					: [],
			),
		);
	return { key: choice.key, inputs: { required: group(inputs.required), optional: group(inputs.optional) } };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
	return a < b ? -1 : 1;
}
