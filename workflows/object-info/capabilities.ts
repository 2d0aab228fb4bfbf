import * as z from "zod";
import { isReservedKey } from "../graph/graph.ts";
import { knownFileInputs, lookUp, modelFolders } from "../graph/known-nodes.ts";
import { isModelFile } from "../graph/paths.ts";

const inputNames = z.record(z.string(), z.array(z.string()));

/** What one worker's ComfyUI can run, small enough to be sent with every registration. */
export const capabilitiesSchema = z
	.object({
		comfyui_version: z.string().max(100),
		/** Every node class it has. */
		nodes: z.array(z.string()),
		/** By class and input: the model files that the input lists. */
		model_inputs: z.record(z.string(), inputNames),
		/** By class: inputs that name an uploaded file. */
		file_inputs: inputNames,
		/** Classes that leave an output. Absent: not reported, so nothing is concluded from it. */
		output_nodes: z.array(z.string()).optional(),
		/** Flags ComfyUI was started with, without their values. Absent: not reported. */
		launch_flags: z.array(z.string().max(100)).max(200).optional(),
		/** Whether the worker has a key for nodes that run at partners. Absent: not reported. */
		partner_nodes: z.boolean().optional(),
		/** Whether the worker knows where ComfyUI's input folder lies. Absent: not reported. */
		input_directory: z.boolean().optional(),
		/** Whether the worker can put LoRAs where ComfyUI loads them from. Absent: not reported. */
		lora_folder: z.boolean().optional(),
		/** Programs beside ComfyUI that train LoRAs, and on which device. Absent: there is none. */
		trainers: z
			.array(
				z.object({
					trainer: z.string().max(50),
					version: z.string().max(100),
					device: z.string().max(50),
					/** It behaves like that trainer, and learns nothing. Absent: it is one. */
					stand_in: z.boolean().optional(),
				}),
			)
			.max(20)
			.optional(),
		/** Hardware profile, one of those in profiles.ts. Absent: no limits. */
		profile: z.string().max(50).optional(),
	})
	.meta({ id: "Capabilities" });
export type Capabilities = z.infer<typeof capabilitiesSchema>;

/**
 * Sums up the answer of ComfyUI's `GET /object_info`. A combo (old `[[...]]` or new `["COMBO", {options}]`)
 * counts as a model input when it lists a file of model weights, when it lists nothing (a loader on a machine
 * without models looks so), or when the loader is known. What cannot be read is left out: a custom node that
 * describes itself wrongly must not keep a worker from registering. Never throws.
 */
export function summariseObjectInfo(objectInfo: unknown, comfyuiVersion: string): Capabilities {
	const classes = entriesOf(objectInfo).filter(([, info]) => isRecord(info));
	const inputs = classes.map(([name, info]) => ({ name, inputs: inputsOf(name, info) }));
	const perClass = <T>(read: (of: (typeof inputs)[number]) => T[]) =>
		inputs.flatMap((of): [string, T[]][] => {
			const found = read(of);
			return found.length > 0 ? [[of.name, found]] : [];
		});
	const models = perClass(({ inputs }) =>
		inputs.flatMap((i): [string, string[]][] => (i.models === null ? [] : [[i.input, i.models]])),
	);
	return {
		comfyui_version: comfyuiVersion,
		nodes: classes.map(([name]) => name).sort(),
		model_inputs: Object.fromEntries(models.map(([name, lists]) => [name, Object.fromEntries(lists)])),
		file_inputs: Object.fromEntries(
			perClass(({ inputs }) => inputs.flatMap((i) => (i.file ? [i.input] : []))),
		),
		output_nodes: classes
			.flatMap(([name, info]) => (isRecord(info) && info.output_node === true ? [name] : []))
			.sort(),
	};
}

interface InputSummary {
	input: string;
	/** It names an uploaded file. */
	file: boolean;
	/** The files it lists, where it is a model input. */
	models: string[] | null;
}

function inputsOf(className: string, info: unknown): InputSummary[] {
	const known = lookUp(knownFileInputs, className) ?? [];
	const loader = lookUp(modelFolders, className) ?? {};
	const input = isRecord(info) ? info.input : undefined;
	return specsOf(input, "", 0).map(([name, spec]) => {
		const options = isRecord(spec[1]) ? spec[1] : {};
		const file =
			known.includes(name) || Object.keys(options).some((o) => o.endsWith("_upload") && options[o] === true);
		const list = comboOf(spec, options);
		const model =
			list !== null && (list.length === 0 || list.some(isModelFile) || lookUp(loader, name) !== undefined);
		return { input: name, file, models: model && !file ? list : null };
	});
}

/** Inputs of a node by name, those of a dynamic combo's choices included, which are called `combo.input`. */
function specsOf(input: unknown, prefix: string, depth: number): [string, unknown[]][] {
	if (!isRecord(input) || depth > 4) return [];
	const direct = [...entriesOf(input.required), ...entriesOf(input.optional)].flatMap(
		([name, spec]): [string, unknown[]][] => (Array.isArray(spec) ? [[prefix + name, spec]] : []),
	);
	const chosen = direct.flatMap(([name, spec]) =>
		spec[0] === "COMFY_DYNAMICCOMBO_V3" && isRecord(spec[1]) && Array.isArray(spec[1].options)
			? spec[1].options.flatMap((choice) =>
					isRecord(choice) ? specsOf(choice.inputs, `${name}.`, depth + 1) : [],
				)
			: [],
	);
	return [...direct, ...chosen];
}

/** What a combo lists, or null where the input is no combo or fetches its list from somewhere else. */
function comboOf(spec: unknown[], options: Record<string, unknown>): string[] | null {
	if (options.remote !== undefined && options.remote !== null) return null;
	const list = Array.isArray(spec[0]) ? spec[0] : spec[0] === "COMBO" ? options.options : null;
	return Array.isArray(list) ? list.filter((item): item is string => typeof item === "string") : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function entriesOf(value: unknown): [string, unknown][] {
	return isRecord(value) ? Object.entries(value).filter(([key]) => !isReservedKey(key)) : [];
}
