import * as z from "zod";
import type { Sidecar } from "../../../edge/contract/jobs/jobs.ts";

/** An uploaded picture that a node reads. */
const fileSchema = z.object({ asset: z.string(), filename: z.string() });
const nodeSchema = z.object({
	class_type: z.string(),
	inputs: z.record(z.string(), z.unknown()),
	_meta: z
		.object({
			title: z.string().optional(),
			/** By input. ComfyUI passes over what it does not know here. */
			darkroom: z.record(z.string(), fileSchema).optional(),
		})
		.optional(),
});
const workflowSchema = z.record(z.string(), nodeSchema).refine((nodes) => Object.keys(nodes).length > 0);
/** A graph in API format, as it lies beside its picture: ComfyUI runs it as it is. */
export type WorkflowFile = z.infer<typeof workflowSchema>;

type Task = Pick<Sidecar["tasks"][number], "task" | "graph" | "inputs">;

/**
 * The graph of a page that ran, without what only that run has: folders of the attempt are left out of the names of
 * files, and pictures are called as they were when they were uploaded. `stem` begins the names of what it saves.
 * Throws where the graph is none.
 */
export function workflowOf(
	{ task, graph, inputs }: Task,
	nameOf: (asset: string) => string,
	stem: string,
): WorkflowFile {
	const nodes = structuredClone(workflowSchema.parse(graph));
	for (const { inputs } of Object.values(nodes))
		for (const [name, value] of Object.entries(inputs))
			if (typeof value === "string" && value.startsWith(`darkroom/${task}/`)) inputs[name] = stem;
	for (const { node: id, input, asset_id: asset } of inputs) {
		const node = nodes[id];
		if (!node) continue;
		const filename = nameOf(asset);
		node.inputs[input] = filename;
		const { title, darkroom = {} } = node._meta ?? {};
		node._meta = { ...(title && { title }), darkroom: { ...darkroom, [input]: { asset, filename } } };
	}
	return nodes;
}

/** A workflow file, from its text; or why it is none. */
export function readWorkflow(
	text: string,
): { ok: true; workflow: WorkflowFile } | { ok: false; why: string } {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { ok: false, why: "is not JSON" };
	}
	const read = workflowSchema.safeParse(value);
	if (read.success) return { ok: true, workflow: read.data };
	return { ok: false, why: "is no graph in API format: name a …workflow.json that lies beside a page" };
}

/** What `POST /v1/jobs` takes to run a workflow file again; `pose`: a picture for all the files it reads. */
export function replayOf(workflow: WorkflowFile, pose?: string) {
	const inputs: Record<string, string> = {};
	const graph = structuredClone(workflow);
	for (const [id, node] of Object.entries(graph)) {
		for (const [input, { asset }] of Object.entries(node._meta?.darkroom ?? {})) {
			inputs[`${id}.${input}`] = pose ?? asset;
			node.inputs[input] = "";
		}
		delete node._meta?.darkroom;
	}
	return { graph, inputs };
}

/** How a page was made, as its log tells it. */
export interface Settings {
	model: string;
	seed: number;
	sampler: string;
	scheduler: string;
	steps: number;
	cfg: number;
	loraId: string | null;
	controlnetStrength: number | null;
	workflowTemplate: string;
}

const samplerSchema = z.object({
	seed: z.number(),
	steps: z.number(),
	cfg: z.number(),
	sampler_name: z.string(),
	scheduler: z.string(),
});
const loaderSchema = z.object({ ckpt_name: z.string() });

/** What the log tells, read from the graph that ran; null for a graph that is of neither template of a page. */
export function settingsOf(workflow: WorkflowFile): Settings | null {
	const inputsOf = (name: string) =>
		Object.values(workflow).find(({ class_type }) => class_type === name)?.inputs;
	const sampler = samplerSchema.safeParse(inputsOf("KSampler"));
	const loader = loaderSchema.safeParse(inputsOf("CheckpointLoaderSimple"));
	if (!sampler.success || !loader.success) return null;
	const { sampler_name, ...rest } = sampler.data;
	const strength = inputsOf("ControlNetApplyAdvanced")?.strength;
	const lora = inputsOf("LoraLoader")?.lora_name;
	return {
		model: loader.data.ckpt_name,
		...rest,
		sampler: sampler_name,
		loraId: typeof lora === "string" ? lora : null,
		controlnetStrength: typeof strength === "number" ? strength : null,
		workflowTemplate: typeof strength === "number" ? "img2img-lora-controlnet.json" : "txt2img-lora.json",
	};
}
