import { Budget, BudgetSpent } from "../graph/budget.ts";
import { cutText } from "../graph/excerpt.ts";
import type { ApiGraph, GraphNode } from "../graph/graph.ts";
import { knownFileInputs, lookUp, modelFolders } from "../graph/known-nodes.ts";
import { isModelFile } from "../graph/paths.ts";
import { type ClassInfo, choicesOf, readObjectInfo } from "../object-info/read.ts";
import { declaredInputs } from "./declared.ts";
import { releaseOf, rulesOf } from "./rules.ts";

/** A model file that an input of a node names. */
export interface NeededModel {
	/** Folder under ComfyUI's `models/`, or null where the loader is not known. */
	folder: string | null;
	/** As the graph names it: with subfolders. */
	file: string;
	/** Id of the node. */
	node: string;
	input: string;
}

/** What a graph needs of a server, besides ComfyUI itself. */
export interface GraphNeeds {
	models: NeededModel[];
	/** Custom node packs by the name of their folder, each with the classes the graph uses of it. */
	packs: { name: string; nodes: string[] }[];
	/** Classes it uses that run at partners and cost credits. */
	api_nodes: string[];
}

/**
 * Reads off a graph what it needs. Models are those that inputs of known loaders name and, with an object_info,
 * those that any other combo of model files names. Loaders that choose files by a preset (the unified loaders of
 * IPAdapter) or fetch their own name none. Packs and partner nodes are known from the object_info only; a class it
 * does not have belongs to nothing.
 *
 * At most {@link MAX_NEEDS} of each are named.
 *
 * @param objectInfo answer of `GET /object_info` of a server that has the nodes
 * @param budget once it is spent, nothing more is looked for; absent: it takes what it takes
 */
export function needsOf(graph: ApiGraph, objectInfo?: unknown, budget = Budget.unlimited()): GraphNeeds {
	const classes = readObjectInfo(objectInfo);
	const rules = rulesOf(releaseOf(objectInfo));
	const models: NeededModel[] = [];
	const packs = new Map<string, Set<string>>();
	const partners = new Set<string>();
	for (const [id, node] of Object.entries(graph)) {
		if (!budget.spend()) break;
		const info = classes.get(node.class_type);
		const combos = info === undefined ? new Set() : modelCombos(node, info);
		for (const [input, file] of Object.entries(node.inputs)) {
			if (models.length >= MAX_NEEDS || !budget.spend()) break;
			const folder = lookUp(lookUp(modelFolders, node.class_type) ?? {}, input) ?? null;
			if (typeof file !== "string" || !isModelFile(file)) continue;
			if (folder !== null || combos.has(input)) models.push({ folder, file, node: id, input });
		}
		const pack = packOf(info);
		if (pack !== null && packs.size < MAX_NEEDS)
			packs.set(pack, (packs.get(pack) ?? new Set()).add(node.class_type));
		if (info?.api_node && partners.size < MAX_NEEDS) partners.add(node.class_type);
	}
	return {
		models,
		packs: [...packs].map(([name, nodes]) => ({ name, nodes: [...nodes] })),
		api_nodes: [...partners],
	};

	/** Inputs of a node that offer model files, or nothing at all: a loader where there are no models. */
	function modelCombos({ class_type, inputs }: GraphNode, info: ClassInfo): ReadonlySet<string> {
		const files = lookUp(knownFileInputs, class_type) ?? [];
		try {
			const { inputs: declared } = declaredInputs(info, inputs, rules, budget);
			budget.need(declared.size);
			return new Set(
				[...declared].flatMap(([name, { spec }]) =>
					offersModels(choicesOf(spec), budget) && !files.includes(name) ? [name] : [],
				),
			);
		} catch (error) {
			if (error instanceof BudgetSpent) return new Set();
			throw error;
		}
	}
}

/** More models, packs or classes than this are not named. */
const MAX_NEEDS = 200;

const known = new WeakMap<readonly unknown[], boolean>();

/** True for a list that names model files, or nothing at all. Each list is gone through once. */
function offersModels(choices: readonly unknown[] | null, budget: Budget): boolean {
	if (choices === null) return false;
	const before = known.get(choices);
	if (before !== undefined) return before;
	budget.need(choices.length / 5);
	const offers = choices.length === 0 || choices.some((c) => typeof c === "string" && isModelFile(c));
	known.set(choices, offers);
	return offers;
}

/** The folder under custom_nodes a class comes from, or null for ComfyUI's own. */
function packOf(info: ClassInfo | undefined): string | null {
	const module = typeof info?.python_module === "string" ? info.python_module : "";
	const name = /^custom_nodes\.(.+)$/.exec(module)?.[1];
	return name === undefined ? null : cutText(name, 200);
}
