import * as z from "zod";
import { demandsOf, findProfile, profileProblems } from "../definition/profiles.ts";
import { type GraphNode, isReservedKey, titleOf } from "../graph/graph.ts";
import { knownFileInputs, lookUp, modelFolders } from "../graph/known-nodes.ts";
import { isModelFile } from "../graph/paths.ts";
import { type Problem, pointer } from "../graph/problems.ts";
import { type ModelFile, type TaskPlan, taskFor } from "../plan/plan.ts";

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

/**
 * What a worker lacks for a task, in the form its ComfyUI would run: `missing_node` for each node whose class it
 * does not have, `missing_model` for each model input whose file it does not list, `missing_setting` for how it
 * was started, `over_profile_limit` for what its hardware is not given. Empty means it can start. Pointers are
 * into `/graph`.
 */
export function missingFrom(capabilities: Capabilities, planned: TaskPlan): Problem[] {
	const task = taskFor(planned, capabilities.comfyui_version);
	const classes = new Set(capabilities.nodes);
	const named = new Set(Object.values(task.graph).flatMap((node) => Object.values(node.inputs)));
	const profile = findProfile(capabilities.profile);
	return [
		...Object.entries(task.graph).flatMap(([id, node]) =>
			classes.has(node.class_type)
				? missingModels(capabilities, task, id, node)
				: [missingNode(capabilities, id, node)],
		),
		// Files that a node finds by itself: another loader of the server lists them.
		...task.models
			.filter(({ file }) => !named.has(file))
			.flatMap((model) => unlistedModel(capabilities, model)),
		...missingSettings(capabilities, task),
		...(profile === undefined ? [] : profileProblems(profile, demandsOf(task))),
	];
}

function missingNode({ comfyui_version }: Capabilities, id: string, node: GraphNode): Problem {
	return {
		pointer: pointer("graph", id, "class_type"),
		code: "missing_node",
		message: `Node ${id} “${titleOf(node)}” is a ${node.class_type}, which this ComfyUI (${comfyui_version}) does not have. Install the custom node it comes from, or a newer ComfyUI.`,
	};
}

function missingModels(capabilities: Capabilities, task: TaskPlan, id: string, node: GraphNode): Problem[] {
	const where = `Node ${id} “${titleOf(node)}”`;
	return Object.entries(lookUp(capabilities.model_inputs, node.class_type) ?? {}).flatMap(
		([input, listed]) => {
			const value = lookUp(node.inputs, input);
			// An input that lists nothing may not be about models at all: then only what looks like one counts.
			const folder = folderOf(task, node.class_type, input, value);
			const counts =
				listed.length > 0 || folder !== null || (typeof value === "string" && isModelFile(value));
			if (typeof value !== "string" || !counts || listed.includes(value)) return [];
			return [
				{
					pointer: pointer("graph", id, "inputs", input),
					code: "missing_model",
					message: `${where} needs the model file ${JSON.stringify(value)}${folder === null ? "" : ` in models/${folder}`} (input ${input}), which the worker does not have. Put it there, or choose one it lists.`,
				},
			];
		},
	);
}

function unlistedModel({ model_inputs }: Capabilities, { folder, file }: ModelFile): Problem[] {
	const listed = Object.values(model_inputs).some((inputs) =>
		Object.values(inputs).some((files) => files.includes(file)),
	);
	if (listed) return [];
	const message = `It needs the model file ${JSON.stringify(file)} in models/${folder}, which the worker does not have. Put it there.`;
	return [{ pointer: "/graph", code: "missing_model", message }];
}

/** What the worker was not started with. What it does not report is not held against it. */
function missingSettings(capabilities: Capabilities, task: TaskPlan): Problem[] {
	const refuse = (message: string): Problem => ({ pointer: "/graph", code: "missing_setting", message });
	const { launch_flags, partner_nodes, input_directory } = capabilities;
	const flags = (task.requires?.launch_flags ?? []).filter((flag) => launch_flags?.includes(flag) === false);
	const absolute = task.folders?.some((folder) => folder.path === "absolute") ?? false;
	return [
		...flags.map((flag) => refuse(`ComfyUI must be started with ${flag}, and this one was not.`)),
		...(task.requires?.partner && partner_nodes === false
			? [
					refuse(
						"Its nodes run at a partner of Comfy and cost credits; the worker has no key for that. Set COMFY_ORG_API_KEY on it.",
					),
				]
			: []),
		...(absolute && input_directory === false
			? [
					refuse(
						"A node reads a folder by its absolute path, and the worker does not know where ComfyUI's input folder lies. Set COMFYUI_DIR on it.",
					),
				]
			: []),
	];
}

function folderOf(task: TaskPlan, className: string, input: string, value: unknown): string | null {
	const known = lookUp(lookUp(modelFolders, className) ?? {}, input);
	return known ?? task.models.find((model) => model.file === value)?.folder ?? null;
}
