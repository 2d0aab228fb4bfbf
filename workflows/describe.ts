import * as z from "zod";
import type {
	AssetKind,
	CustomNodePack,
	DeclaredOutput,
	ModelRequirement,
	WorkflowDefinition,
} from "./define.ts";

/** What people and programs are told of a workflow; plain JSON. */
export interface WorkflowDescription {
	id: string;
	version: number;
	title: string;
	purpose: string;
	/** JSON Schema (2020-12) of what a client sends. */
	parameters: Record<string, unknown>;
	/** Which parameters are uploaded files, and of which kind. */
	assets: Record<string, AssetKind>;
	outputs: DeclaredOutput[];
	models: ModelRequirement[];
	custom_nodes: CustomNodePack[];
	/** Oldest ComfyUI known to run it. */
	comfyui: string;
	vram_gb: number;
	/** One task, with the models loaded. */
	typical_seconds: number;
	timeout_seconds: number;
	licence: string;
	notes: string[];
	example: Record<string, unknown>;
}

/** Describes a workflow as plain JSON: what it takes, needs and leaves, without its graph. */
export function describeWorkflow(workflow: WorkflowDefinition): WorkflowDescription {
	const { id, version, title, purpose, comfyui, vram_gb, typical_seconds, timeout_seconds, licence } =
		workflow;
	const kinds = Object.entries(workflow.assets).map(([name, { kind }]): [string, AssetKind] => [name, kind]);
	return {
		id,
		version,
		title,
		purpose,
		parameters: { ...z.toJSONSchema(workflow.parameters, { io: "input" }) },
		assets: Object.fromEntries(kinds),
		outputs: structuredClone([...workflow.outputs]),
		models: structuredClone([...workflow.models]),
		custom_nodes: structuredClone([...workflow.custom_nodes]),
		comfyui,
		vram_gb,
		typical_seconds,
		timeout_seconds,
		licence,
		notes: [...workflow.docs.notes],
		example: structuredClone({ ...workflow.example }),
	};
}
