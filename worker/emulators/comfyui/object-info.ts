import type { ClassInfo, InputSpec } from "../../../workflows/object-info/read.ts";
import type { FileList, NodeDef, Spec, Specs } from "./nodes/define.ts";
import type { Traits } from "./version.ts";

/** File names of a model folder, or of the input folder (`input:image`, `input:audio`). */
export type ListFiles = (folder: string) => readonly string[];

function isFileList(value: unknown): value is FileList {
	return typeof value === "object" && value !== null && "files" in value;
}

function resolve(list: FileList, files: ListFiles): string[] {
	return [...files(list.files), ...(list.also ?? [])];
}

function inputSpec(spec: Spec, files: ListFiles): InputSpec {
	const [type, options] = spec;
	const shown = isFileList(type) ? resolve(type, files) : type;
	if (!options) return [shown];
	const { options: choices } = options;
	return [shown, isFileList(choices) ? { ...options, options: resolve(choices, files) } : options];
}

function group(specs: Specs, files: ListFiles): Record<string, InputSpec> {
	return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, inputSpec(spec, files)]));
}

/**
 * The object_info entry of a class, in the shape of one release. Validation reads it as well, so what clients see
 * is what is enforced.
 */
export function describe(def: NodeDef, traits: Traits, files: ListFiles): ClassInfo {
	const recent = traits.version === "0.33.0";
	const { required, optional = {} } = recent ? def : (def.old ?? def);
	const wide = def.style === "v3";
	const input: ClassInfo["input"] = { required: group(required, files) };
	if (Object.keys(optional).length > 0) input.optional = group(optional, files);
	if (def.hidden) {
		input.hidden = Object.fromEntries(
			Object.entries(def.hidden).map(([name, type]) => [name, wide ? [type] : type]),
		);
	}
	const outputs = def.passesOn && !recent ? [] : def.outputs;
	const types = outputs.map(([type]) => type);
	const { experimental = false, deprecated = false, essentials_category, ...extra } = def.extra ?? {};
	const flags = { deprecated, experimental };
	const base = {
		input,
		input_order: Object.fromEntries(
			Object.entries(input).map(([key, members]) => [key, Object.keys(members ?? {})]),
		),
		...(recent ? { is_input_list: false } : {}),
		output: types,
		output_is_list: types.map(() => false),
		output_name: outputs.map(([type, name]) => name ?? type),
	};
	const identity = {
		name: def.name,
		display_name: recent ? def.display : (def.oldDisplay ?? def.display),
		description: "",
		python_module: def.module,
		category: def.category,
		output_node: def.outputNode ?? false,
	};
	if (!wide) {
		const modern = {
			has_intermediate_output: false,
			search_aliases: [],
			...(essentials_category ? { essentials_category } : {}),
		};
		return {
			...base,
			...identity,
			...(deprecated ? { deprecated } : {}),
			...(experimental ? { experimental } : {}),
			...extra,
			...(recent ? modern : {}),
		};
	}
	const tooltips = { output_tooltips: types.map(() => null) };
	if (!recent) return { ...base, ...tooltips, ...identity, ...flags, api_node: false, ...extra };
	return {
		...base,
		...tooltips,
		output_matchtypes: null,
		...identity,
		...flags,
		dev_only: false,
		api_node: false,
		price_badge: null,
		search_aliases: null,
		essentials_category: essentials_category ?? null,
		has_intermediate_output: false,
		...extra,
	};
}
