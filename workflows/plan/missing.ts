import { type GraphNode, titleOf } from "../graph/graph.ts";
import { lookUp, modelFolders } from "../graph/known-nodes.ts";
import { isModelFile } from "../graph/paths.ts";
import { type Problem, pointer } from "../graph/problems.ts";
import type { Capabilities } from "../object-info/capabilities.ts";
import { type ModelFile, type TaskPlan, taskFor } from "./plan.ts";
import { demandsOf, findProfile, profileProblems } from "./profiles.ts";
import { refusedTraining } from "./refused-training.ts";

/**
 * What a worker lacks for a task, in the form its ComfyUI would run: `missing_node` for each node whose class it
 * does not have, `missing_model` for each model input whose file it does not list, `missing_setting` for how it
 * was started, `over_profile_limit` for what its hardware is not given. Empty means it can start. Pointers are
 * into `/graph`.
 */
export function missingFrom(capabilities: Capabilities, planned: TaskPlan): Problem[] {
	const task = taskFor(planned, capabilities.comfyui_version);
	const classes = new Set(capabilities.nodes);
	const profile = findProfile(capabilities.profile);
	return [
		...Object.entries(task.graph).flatMap(([id, node]) =>
			classes.has(node.class_type)
				? missingModels(capabilities, task, id, node)
				: [missingNode(capabilities, id, node)],
		),
		...unlistedFiles(capabilities, task).map(unlistedModel),
		...missingSettings(capabilities, task),
		...missingTrainer(capabilities, task),
		...(profile === undefined ? [] : profileProblems(profile, demandsOf(task))),
	];
}

function missingNode({ comfyui_version }: Capabilities, id: string, node: GraphNode): Problem {
	return {
		pointer: pointer("graph", id, "class_type"),
		code: "missing_node",
		message: `Node ${id} “${titleOf(node)}” is a ${node.class_type}, which this ComfyUI${comfyui_version === "" ? "" : ` (${comfyui_version})`} does not have. Install the custom node it comes from, or a newer ComfyUI.`,
	};
}

/** A model input whose file the worker does not list. */
interface AbsentModel {
	input: string;
	file: string;
	/** Under models/; null where the loader is not known. */
	folder: string | null;
}

/** What comes with the task need not be there. */
function absentModels(
	capabilities: Capabilities,
	task: TaskPlan,
	id: string,
	node: GraphNode,
): AbsentModel[] {
	const brought = (input: string) => task.inputs.some((one) => one.node === id && one.input === input);
	return Object.entries(lookUp(capabilities.model_inputs, node.class_type) ?? {}).flatMap(
		([input, listed]) => {
			const value = lookUp(node.inputs, input);
			// An input that lists nothing may not be about models at all: then only what looks like one counts.
			const folder = folderOf(task, node.class_type, input, value);
			const counts =
				listed.length > 0 || folder !== null || (typeof value === "string" && isModelFile(value));
			if (typeof value !== "string" || !counts || listed.includes(value) || brought(input)) return [];
			return [{ input, file: value, folder }];
		},
	);
}

function missingModels(capabilities: Capabilities, task: TaskPlan, id: string, node: GraphNode): Problem[] {
	const where = `Node ${id} “${titleOf(node)}”`;
	return absentModels(capabilities, task, id, node).map(({ input, file, folder }) => ({
		pointer: pointer("graph", id, "inputs", input),
		code: "missing_model",
		message: `${where} needs the model file ${JSON.stringify(file)}${folder === null ? "" : ` in models/${folder}`} (input ${input}), which the worker does not have. Put it there, or choose one it lists.`,
	}));
}

/**
 * The model files that a worker lacks for a task, as {@link missingFrom} names them. A folder is empty where the
 * loader is not known.
 */
export function missingModelFiles(capabilities: Capabilities, planned: TaskPlan): ModelFile[] {
	const task = taskFor(planned, capabilities.comfyui_version);
	const absent = Object.entries(task.graph).flatMap(([id, node]) =>
		absentModels(capabilities, task, id, node),
	);
	const unlisted = unlistedFiles(capabilities, task);
	const all = [...absent.map(({ folder, file }) => ({ folder: folder ?? "", file })), ...unlisted];
	return [...new Map(all.map((model) => [`${model.folder}/${model.file}`, model])).values()];
}

/** Files that a node finds by itself and no loader of the server lists. */
function unlistedFiles({ model_inputs }: Capabilities, task: TaskPlan): ModelFile[] {
	const named = new Set(Object.values(task.graph).flatMap((node) => Object.values(node.inputs)));
	const listed = (file: string) =>
		Object.values(model_inputs).some((inputs) => Object.values(inputs).some((files) => files.includes(file)));
	return task.models.filter(({ file }) => !named.has(file) && !listed(file));
}

function unlistedModel({ folder, file }: ModelFile): Problem {
	const message = `It needs the model file ${JSON.stringify(file)} in models/${folder}, which the worker does not have. Put it there.`;
	return { pointer: "/graph", code: "missing_model", message };
}

/** A program that is not reported is not there: workers of before trained by graphs alone. */
function missingTrainer({ trainers = [], profile }: Capabilities, { training }: TaskPlan): Problem[] {
	if (training === undefined) return [];
	const there = trainers.find(({ trainer }) => trainer === training.work.trainer);
	if (there)
		return refusedTraining(training.work, there.device, findProfile(profile)).map((problem) => ({
			...problem,
			pointer: `/training${problem.pointer}`,
		}));
	const has = trainers.length === 0 ? "none" : trainers.map(({ trainer }) => trainer).join(", ");
	const message = `It trains by ${training.work.trainer}, which the worker does not have; it has ${has}. Install it there, or name another trainer.`;
	return [{ pointer: "/training/trainer", code: "missing_trainer", message }];
}

/** What the worker was not started with. What it does not report is not held against it. */
function missingSettings(capabilities: Capabilities, task: TaskPlan): Problem[] {
	const refuse = (message: string): Problem => ({ pointer: "/graph", code: "missing_setting", message });
	const { launch_flags, partner_nodes, input_directory, lora_folder } = capabilities;
	const flags = (task.requires?.launch_flags ?? []).filter((flag) => launch_flags?.includes(flag) === false);
	const absolute = task.folders?.some((folder) => folder.path === "absolute") ?? false;
	const brought = task.inputs.some(({ kind }) => kind === "lora");
	return [
		...(brought && lora_folder === false
			? [
					refuse(
						"Its LoRA comes with the job, and the worker does not reach the folder that ComfyUI loads LoRAs from. Set COMFYUI_DIR on it.",
					),
				]
			: []),
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
