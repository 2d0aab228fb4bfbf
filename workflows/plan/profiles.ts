import type { ModelFamily } from "../definition/define.ts";
import type { GraphNode } from "../graph/graph.ts";
import { type Problem, pointer } from "../graph/problems.ts";
import type { TaskPlan } from "./plan.ts";
import { largestResult } from "./sizes.ts";

/** Facts about hardware as validation: what a machine of some kind is not given to do. */
export interface HardwareProfile {
	id: string;
	title: string;
	/** Families of models it runs; null: all that fit. */
	families: readonly ModelFamily[] | null;
	/** Pixels of what is sampled; null: no limit. */
	max_width: number | null;
	max_height: number | null;
	max_batch: number | null;
	/** Millions of pixels of all pictures of one result together; null: no limit but everybody's. */
	max_megapixels: number | null;
	/** ControlNet models in one graph. */
	max_controlnets: number | null;
	/** GPU memory, in GB. */
	vram_gb: number;
	/** Flags its ComfyUI should be started with. */
	launch_flags: readonly string[];
	/** It never trains while it makes anything else, nor the other way round. */
	trains_alone: boolean;
}

const card = (id: string, title: string, vram_gb: number): HardwareProfile => ({
	id,
	title,
	families: null,
	max_width: null,
	max_height: null,
	max_batch: null,
	max_megapixels: null,
	max_controlnets: null,
	vram_gb,
	launch_flags: [],
	trains_alone: false,
});

/** The machine that the manga pages were made for. */
export const appleM1: HardwareProfile = {
	id: "m1-16gb",
	title: "Apple M1 with 16 GB of shared memory",
	families: ["sd15", "none", "partner"],
	max_width: 512,
	max_height: 768,
	max_batch: 1,
	max_megapixels: 64,
	max_controlnets: 1,
	vram_gb: 16,
	launch_flags: ["--force-fp16", "--fp32-vae"],
	trains_alone: true,
};

/** The profiles a worker may say it has. */
export const profiles: readonly HardwareProfile[] = [
	appleM1,
	{ ...card("gpu-8gb", "GPU with 8 GB", 8), max_megapixels: 500 },
	{ ...card("gpu-12gb", "GPU with 12 GB", 12), max_megapixels: 700 },
	card("gpu-16gb", "GPU with 16 GB", 16),
	card("gpu-24gb", "GPU with 24 GB", 24),
	card("gpu-48gb", "GPU with 48 GB", 48),
	card("gpu-80gb", "GPU with 80 GB", 80),
];

/** The profile of that id, or undefined. */
export function findProfile(id: string | undefined): HardwareProfile | undefined {
	return profiles.find((profile) => profile.id === id);
}

/** One thing a task asks of the hardware, and where. */
interface Demand {
	value: number;
	/** A pointer into the task's graph, such as `/graph/5/inputs/width`. */
	pointer: string;
}

/** What a task asks of the hardware: the largest of each kind. */
export interface Demands {
	family: ModelFamily | null;
	vram_gb: number;
	width: Demand | null;
	height: Demand | null;
	batch: Demand | null;
	/** Millions of pixels, of the largest result. */
	megapixels: Demand | null;
	controlnets: number;
}

/** Reads from a task's graph what it asks of the hardware. What is linked instead of written is not known. */
export function demandsOf(task: TaskPlan): Demands {
	const nodes = Object.entries(task.graph);
	const largest = (read: (node: GraphNode) => readonly string[]): Demand | null => {
		const found = nodes.flatMap(([id, node]) =>
			read(node).flatMap((input): Demand[] => {
				const value = node.inputs[input];
				return typeof value === "number" ? [{ value, pointer: pointer("graph", id, "inputs", input) }] : [];
			}),
		);
		return found.toSorted((a, b) => b.value - a.value)[0] ?? null;
	};
	const result = largestResult(task.graph);
	return {
		family: task.requires?.family ?? null,
		vram_gb: task.requires?.vram_gb ?? 0,
		width: largest((node) => (isSampled(node) ? ["width"] : [])),
		height: largest((node) => (isSampled(node) ? ["height"] : [])),
		batch: largest((node) => (node.class_type === "RepeatLatentBatch" ? ["amount"] : ["batch_size"])),
		megapixels: result && { value: Math.ceil(result.pixels / 1_000_000), pointer: result.at },
		controlnets: nodes.filter(([, node]) => /ControlNetLoader/.test(node.class_type)).length,
	};
}

/** Nodes that decide how large what is sampled gets: blank latents, and pictures scaled before they are encoded. */
function isSampled({ class_type }: GraphNode): boolean {
	return /Latent|ImageToVideo|^ImageScale$|^ImageResize/.test(class_type);
}

/**
 * What of a task is more than the profile allows: `over_profile_limit`, each naming the limit and the value.
 * Empty: it may run there.
 */
export function profileProblems(profile: HardwareProfile, demands: Demands): Problem[] {
	const refuse = (at: string, message: string): Problem => ({
		pointer: at,
		code: "over_profile_limit",
		message: `${message} The workers of this pool have the profile ${profile.id} (${profile.title}).`,
	});
	const over = (what: string, demand: Demand | null, limit: number | null): Problem[] =>
		demand === null || limit === null || demand.value <= limit
			? []
			: [refuse(demand.pointer, `The ${what} is ${demand.value}; at most ${limit} is allowed.`)];
	const { family, vram_gb, controlnets } = demands;
	return [
		...(family === null || profile.families === null || profile.families.includes(family)
			? []
			: [
					refuse(
						"/graph",
						`The models are of the family ${family}; ${profile.families.join(", ")} are allowed.`,
					),
				]),
		...over("width", demands.width, profile.max_width),
		...over("height", demands.height, profile.max_height),
		...over("batch size", demands.batch, profile.max_batch),
		...over("number of megapixels", demands.megapixels, profile.max_megapixels),
		...(profile.max_controlnets === null || controlnets <= profile.max_controlnets
			? []
			: [
					refuse(
						"/graph",
						`The graph loads ${controlnets} ControlNet models; at most ${profile.max_controlnets} is allowed.`,
					),
				]),
		...(vram_gb <= profile.vram_gb
			? []
			: [refuse("/graph", `It needs ${vram_gb} GB of GPU memory; there are ${profile.vram_gb}.`)]),
	];
}

/** The profile of a machine that says nothing itself: only Apple's small ones are told by what they report. */
export function profileOf(device: { type: string; vram_bytes: number }): string | null {
	return device.type === "mps" && device.vram_bytes > 0 && device.vram_bytes <= 17_500_000_000
		? appleM1.id
		: null;
}
