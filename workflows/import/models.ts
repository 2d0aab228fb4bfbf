import { modelFileName } from "../definition/parameters.ts";
import type { WorkflowDocument } from "../document/document.ts";
import { documentLimits } from "../document/limits.ts";
import type { GraphValue } from "../graph/graph.ts";
import { isLink } from "../graph/graph.ts";
import { lookUp } from "../graph/known-nodes.ts";
import { isModelFile } from "../graph/paths.ts";
import { folderOf } from "./guesses.ts";
import { type Context, type Draft, named, type Place, titleName } from "./roles/context.ts";
import { chosenModels, ranks } from "./roles/roles.ts";

/** A file of weights that a node loads. */
export interface LoadedModel extends Place {
	file: string;
	folder: string;
}

/**
 * The file of weights that an input names, or null. `\` in it, as Windows lists files in subfolders, becomes
 * `/`, in the graph as well: that is how the workers list them.
 */
export function modelAt(context: Context, place: Place): LoadedModel | null {
	const { id, node, input } = place;
	const value = node.inputs[input];
	if (typeof value !== "string" || !isModelFile(value)) return null;
	const file = value.replaceAll("\\", "/");
	const folder = folderOf(node.class_type, input);
	if (folder === null || !modelFileName.safeParse(file).success) {
		context.notes.push(
			`Node ${id} ${named(node)} loads a file of weights, and it is not known from which folder.`,
		);
		return null;
	}
	node.inputs[input] = file;
	return { ...place, file, folder };
}

/** The parameter for a file of weights that clients may want to choose; null for the others. */
export function modelDraft(context: Context, model: LoadedModel): Draft | null {
	const chosen = lookUp(chosenModels, model.folder);
	if (chosen === undefined || model.folder === "loras") return null;
	const { id, node, input, file, folder } = model;
	return {
		rank: ranks.model,
		base: chosen.name,
		title: titleName(context, node),
		make: (name, { alone }) => ({
			parameters: [
				{
					type: "model",
					name,
					description: alone ? `${chosen.about}.` : `${chosen.about}, for ${named(node)}.`,
					default: file,
					folder,
					slots: [{ node: id, input }],
				},
			],
		}),
	};
}

/** The files that are always the same, each once. */
export function fixedModels(models: readonly LoadedModel[]): NonNullable<WorkflowDocument["models"]> {
	const found = models.map(({ folder, file }) => ({ folder, file }));
	const once = new Map(found.map((model) => [`${model.folder}/${model.file}`, model]));
	return [...once.values()].slice(0, documentLimits.models);
}

/** Notes files of weights in lists and objects: no parameter reaches there. */
export function noteNested(context: Context): void {
	for (const [id, node] of Object.entries(context.graph))
		for (const value of Object.values(node.inputs)) {
			const [file] = typeof value === "object" && !isLink(value) ? filesIn(value) : [];
			if (file !== undefined)
				context.notes.push(
					`Node ${id} ${named(node)} names files of weights inside a list or object, which no parameter reaches. Use one loader per file to make them parameters.`,
				);
		}
}

function filesIn(value: GraphValue): string[] {
	if (typeof value === "string") return isModelFile(value) ? [value] : [];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(filesIn) : [];
}
