import { randomUUID } from "node:crypto";
import { until } from "../../worker/testing/until.ts";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { addModel, modelsListed, nodeClasses } from "./comfyui.ts";
import { invertedColour } from "./graphs.ts";
import { said } from "./lane.ts";

const real = process.env.COMFYUI_URL?.replace(/\/+$/, "") || undefined;
/** Weights that make a picture in a second on a CPU, of nothing in particular. */
export const TINY = { unet: "tiny_sd3.pt", clip: "tiny_clip_l.pt", vae: "taesd3" };

/** What the tests of the contract run against. */
export interface ContractStack {
	stack: Stack;
	/** Node classes that its ComfyUI has. */
	classes: Set<string>;
	/** Whether it has the weights of {@link TINY}. */
	tiny: boolean;
}

/** Starts an edge, and a worker beside the emulator or, with COMFYUI_URL, beside the server there. */
export async function startContractStack(): Promise<ContractStack> {
	const stack = await startStack({
		comfyuiUrl: real,
		workers: 0,
		// Short, so that a worker hears within a second that somebody watches, whatever happened to the bell.
		leaseMs: 6000,
		emulator: ["--step-ms", "10", "--previews", "--probes"],
		workerEnv: { POLL_MS: "500", WORKER_NAME: `contract-${randomUUID().slice(0, 8)}` },
	});
	const { url } = stack.comfyui;
	if (stack.comfyui.emulated) {
		await addModel(url, "diffusion_models", TINY.unet);
		await addModel(url, "text_encoders", TINY.clip);
		await addModel(url, "vae", TINY.vae);
	}
	const worker = stack.startWorker();
	const classes = await nodeClasses(url);
	const tiny = (await modelsListed(url, "UNETLoader", "unet_name")).includes(TINY.unet);
	// What ComfyUI would refuse is refused at submit only where its nodes are known.
	await until("the edge knows its nodes", () => said(worker, '"sent object_info"'));
	return { stack, classes, tiny };
}

/**
 * A graph whose node 2 raises an exception: two latents that do not fit each other, or a probe that says no. Null where
 * the server has neither.
 */
export function failingGraph(classes: ReadonlySet<string>): ApiGraph | null {
	if (classes.has("LatentAdd")) {
		const size = { width: 64, height: 64, batch_size: 1 };
		return {
			"1": { class_type: "EmptyLatentImage", inputs: size },
			other: { class_type: "EmptySD3LatentImage", inputs: size },
			"2": { class_type: "LatentAdd", inputs: { samples1: ["1", 0], samples2: ["other", 0] } },
			"3": { class_type: "SaveLatent", inputs: { samples: ["2", 0], filename_prefix: "x" } },
		};
	}
	if (!classes.has("ProbeFail")) return null;
	const graph = invertedColour(4);
	graph["2"] = { class_type: "ProbeFail", inputs: { image: ["1", 0], kind: "value_error" } };
	return graph;
}
