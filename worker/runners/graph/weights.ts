import { type ApiGraph, isLink, MAX_NODES, nodeOf } from "../../../workflows/graph/graph.ts";
import type { FoundOutput } from "../../comfyui/wire/history.ts";

/** ComfyUI's own nodes that save a LoRA. Their name changed in 0.3.76. */
const SAVERS = new Set(["SaveLoRA", "SaveLoRANode"]);
/** FluxTrainer says at the beginning of a training where its file shall go, and writes it at the end. */
const TRAINER = "InitFluxLoRATraining";
const TRAINER_END = "FluxTrainEnd";

/**
 * Chooses where a graph's trained weights are written, and says which files that will be, each under the node
 * that writes it. These nodes report nothing, so `/history` does not tell. Each gets a folder to itself below
 * `folder`, a path within ComfyUI's output folder: no other task's file is there, and the name ComfyUI's
 * numbering leads to is known. Changes the graph it is given.
 *
 * `outputDirectory` is the absolute path of the output folder. Where it is null, FluxTrainer gets a path relative
 * to where ComfyUI was started, as its own default is; weights whose name hangs on another node are left out.
 * Names are those of comfy_extras/nodes_train.py in 0.3.64 and 0.33.0, and of ComfyUI-FluxTrainer's nodes.py.
 */
export function placeWeights(graph: ApiGraph, folder: string, outputDirectory: string | null): FoundOutput[] {
	const found: FoundOutput[] = [];
	/** Of FluxTrainer: what a training leaves, by the node that begins it. */
	const begun = new Map<string, (node: string) => FoundOutput>();
	let n = 0;
	for (const [id, { class_type, inputs }] of Object.entries(graph)) {
		const subfolder = `${folder}/weights${n}`;
		if (SAVERS.has(class_type)) {
			const stem = stemOf(inputs.prefix);
			inputs.prefix = `${subfolder}/${stem}`;
			// It would become a part of the name, and for the numbering of the next file as well.
			delete inputs.steps;
			found.push(weights(id, subfolder, `${stem}_00001_`, stem));
			n++;
		} else if (class_type === TRAINER) {
			const stem = stemOf(inputs.output_name);
			const { network_dim, save_dtype } = inputs;
			inputs.output_name = stem;
			inputs.output_dir = `${outputDirectory?.replace(/[/\\]+$/, "") ?? "output"}/${subfolder}`;
			if (typeof network_dim === "number" && typeof save_dtype === "string")
				begun.set(id, (node) => weights(node, subfolder, `${stem}_rank${network_dim}_${save_dtype}`, stem));
			n++;
		}
	}
	for (const [id, { class_type }] of Object.entries(graph)) {
		const file = class_type === TRAINER_END ? begun.get(trainerOf(graph, id))?.(id) : undefined;
		if (file !== undefined) found.push(file);
	}
	return found;
}

/** The node that began the training which this node goes on with. */
function trainerOf(graph: ApiGraph, node: string): string {
	let id = node;
	// A graph with a cycle never ran, and must not keep us here.
	for (let i = 0; i < MAX_NODES; i++) {
		const link = nodeOf(graph, id)?.inputs.network_trainer;
		if (!isLink(link)) break;
		id = link[0];
	}
	return id;
}

function weights(node: string, subfolder: string, name: string, stem: string): FoundOutput {
	return {
		node,
		kind: "file",
		animated: false,
		contentType: "application/octet-stream",
		file: { filename: `${name}.safetensors`, subfolder, type: "output" },
		deliveredAs: `${stem}.safetensors`,
	};
}

/** The last segment of what was asked for, as a name that means nothing to a file system or to ComfyUI. */
function stemOf(asked: unknown): string {
	const name = typeof asked === "string" ? (asked.split(/[/\\]/).at(-1) ?? "") : "";
	const cleaned = name.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^\.+/, "");
	return cleaned.slice(0, 100) || "lora";
}
