import * as z from "zod";
import { lookUp, modelFolders } from "../graph/known-nodes.ts";
import {
	type AssetKind,
	type Category,
	type CustomNodePack,
	type DeclaredOutput,
	type ModelFamily,
	type ModelRequirement,
	slotsOf,
	type WorkflowDefinition,
} from "./define.ts";
import { type Estimate, estimate } from "./estimates.ts";

/** What people and programs are told of a workflow; plain JSON. */
export interface WorkflowDescription {
	id: string;
	version: number;
	title: string;
	purpose: string;
	category: Category;
	family: ModelFamily;
	/** Other names it answers to, and what runs instead of what they promise. */
	aliases: { name: string; note: string }[];
	/** JSON Schema (2020-12) of what a client sends. */
	parameters: Record<string, unknown>;
	/** Which parameters are uploaded files, or lists of them, and of which kind. */
	assets: Record<string, AssetKind>;
	/** Which parameters name a model file, and of which folder below `models/`. */
	model_parameters: Record<string, string>;
	outputs: DeclaredOutput[];
	models: ModelRequirement[];
	custom_nodes: CustomNodePack[];
	/** Flags ComfyUI must have been started with. */
	launch_flags: string[];
	/** Oldest ComfyUI known to run it, and those from which on another form of the graph runs. */
	comfyui: string;
	forms: string[];
	vram_gb: number;
	/** One task, with the models loaded. */
	typical_seconds: number;
	timeout_seconds: number;
	/** Time and price of the example. */
	estimate: Estimate;
	licence: string;
	notes: string[];
	acceptance: string[];
	example: Record<string, unknown>;
}

/** Describes a workflow as plain JSON: what it takes, needs and leaves, without its graph. */
export function describeWorkflow(workflow: WorkflowDefinition): WorkflowDescription {
	const { id, version, title, purpose, category, family, comfyui } = workflow;
	const kinds = [
		...Object.entries(workflow.assets).flatMap(([name, to]) =>
			slotsOf(to).map(({ kind }): [string, AssetKind] => [name, kind]),
		),
		...Object.entries(workflow.folders ?? {}).map(([name, { kind }]): [string, AssetKind] => [name, kind]),
	];
	return {
		id,
		version,
		title,
		purpose,
		category,
		family,
		aliases: structuredClone([...(workflow.aliases ?? [])]),
		parameters: { ...z.toJSONSchema(workflow.parameters, { io: "input" }) },
		assets: Object.fromEntries(kinds),
		model_parameters: modelParameters(workflow),
		outputs: structuredClone([...workflow.outputs]),
		models: structuredClone([...workflow.models]),
		custom_nodes: structuredClone([...workflow.custom_nodes]),
		launch_flags: [...(workflow.launch_flags ?? [])],
		comfyui,
		forms: (workflow.forms ?? []).map((form) => form.comfyui),
		vram_gb: workflow.vram_gb,
		typical_seconds: workflow.typical_seconds,
		timeout_seconds: workflow.timeout_seconds,
		estimate: estimate(workflow, workflow.example),
		licence: workflow.licence,
		notes: [...workflow.docs.notes],
		acceptance: [...workflow.docs.acceptance],
		example: structuredClone({ ...workflow.example }),
	};
}

/** The folder that each parameter's model file lies in: that of the loader which it goes into. */
function modelParameters({ graph, slots }: WorkflowDefinition): Record<string, string> {
	return Object.fromEntries(
		Object.entries(slots).flatMap(([name, to]): [string, string][] => {
			const folder = to
				.map(({ node, input }) => lookUp(lookUp(modelFolders, graph[node]?.class_type ?? "") ?? {}, input))
				.find((found) => found !== undefined);
			return folder === undefined ? [] : [[name, folder]];
		}),
	);
}
