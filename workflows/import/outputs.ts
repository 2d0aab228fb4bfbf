import type { OutputKind } from "../definition/define.ts";
import type { WorkflowDocument } from "../document/document.ts";
import { documentLimits } from "../document/limits.ts";
import { type GraphNode, isLink, reachable } from "../graph/graph.ts";
import { lookUp } from "../graph/known-nodes.ts";
import { type ClassInfo, inputsOf } from "../object-info/read.ts";
import { keepsNothing, shows } from "./previews.ts";
import { type Context, named, titleName } from "./roles/context.ts";
import { Names } from "./roles/names.ts";

const known: Readonly<Record<string, OutputKind>> = {
	SaveImage: "image",
	SaveAnimatedPNG: "image",
	SaveAnimatedWEBP: "image",
	SaveVideo: "video",
	SaveWEBM: "video",
	VHS_VideoCombine: "video",
	SaveAudio: "audio",
	SaveAudioMP3: "audio",
	SaveAudioOpus: "audio",
	PreviewAny: "text",
	SaveText: "text",
	SaveLatent: "latent",
	SaveAudioAdvanced: "audio",
	SaveGLB: "file",
	Save3DAdvanced: "file",
	SaveGaussianSplat: "file",
	SavePointCloud: "file",
	SaveSVGNode: "file",
};
const kindOfType: readonly [type: string, kind: OutputKind][] = [
	["VIDEO", "video"],
	["IMAGE", "image"],
	["AUDIO", "audio"],
	["LATENT", "latent"],
	["STRING", "text"],
];
/** Writes files of weights, which ComfyUI does not report. */
const trains = /lora|train|checkpoint|modelsave|clipsave|vaesave/i;

/** What the graph leaves behind. */
export function outputsOf(context: Context): WorkflowDocument["outputs"] {
	const names = new Names();
	const found = Object.entries(context.graph).flatMap(([id, node]) => {
		const kind = outputKind(context, node);
		return kind === null ? [] : [{ id, node, kind }];
	});
	return found.slice(0, documentLimits.outputs).map(({ id, node, kind }) => {
		const single = found.filter((other) => other.kind === kind).length === 1;
		const title = titleName(context, node);
		return { name: single || title === "" ? names.take(kind) : names.take(title, kind), node: id, kind };
	});
}

function outputKind({ info, consumers, graph }: Context, node: GraphNode): OutputKind | null {
	// VideoHelperSuite then writes to the folder for temporary files.
	if (node.inputs.save_output === false) return null;
	const kind = lookUp(known, node.class_type);
	if (kind !== undefined) return kind;
	if (shows.test(node.class_type) || trains.test(node.class_type)) return null;
	const described = info.get(node.class_type);
	if (described !== undefined) return described.output_node === true ? byInputs(node, described) : null;
	const id = Object.keys(graph).find((key) => graph[key] === node) ?? "";
	if (consumers.has(id) || !/save/i.test(node.class_type)) return null;
	return /video|webm|mp4/i.test(node.class_type)
		? "video"
		: /audio/i.test(node.class_type)
			? "audio"
			: "image";
}

/** By the type of what is linked to it; null where that is nothing a task leaves. */
function byInputs(node: GraphNode, info: ClassInfo): OutputKind | null {
	const linked = inputsOf(info).filter(({ name }) => isLink(node.inputs[name]));
	const types = new Set(linked.map(({ spec: [type] }) => type));
	return kindOfType.find(([type]) => types.has(type))?.[1] ?? null;
}

/**
 * Takes nodes out of the graph on which no output depends: previews, and what hangs loose. Nodes that write
 * weights stay.
 */
export function withoutLooseEnds(context: Context, outputs: WorkflowDocument["outputs"]): void {
	const { graph, info, notes } = context;
	if (outputs.length === 0) {
		notes.push(keepsNothing(graph));
		return;
	}
	const writers = Object.entries(graph).filter(
		([, { class_type }]) =>
			info.get(class_type)?.output_node === true && trains.test(class_type) && !shows.test(class_type),
	);
	const used = reachable(graph, [...outputs.map(({ node }) => node), ...writers.map(([id]) => id)]);
	for (const [id, node] of Object.entries(graph)) {
		if (used.has(id)) continue;
		notes.push(`Node ${id} ${named(node)} was left out: no output depends on it.`);
		delete graph[id];
	}
}
