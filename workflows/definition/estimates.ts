import type { WorkflowDefinition } from "./define.ts";
import { readParameters } from "./read-parameters.ts";
import { numberAt } from "./values.ts";

/** GPU memory and what a second of such a GPU costs, in micro-USD, cheapest first. */
const gpus = [
	{ vram_gb: 16, name: "RTX A4000 16 GB", micro_usd_per_second: 160 },
	{ vram_gb: 24, name: "RTX 4090 24 GB", micro_usd_per_second: 310 },
	{ vram_gb: 48, name: "RTX A6000 48 GB", micro_usd_per_second: 340 },
	{ vram_gb: 80, name: "A100 80 GB", micro_usd_per_second: 760 },
	{ vram_gb: 141, name: "H200 141 GB", micro_usd_per_second: 1550 },
] as const;
const gpuSource = "RunPod's documentation, serverless flex prices, 2026-06-08";

/** What a request will roughly take. An estimate: usage is billed by what was measured. */
export interface Estimate {
	tasks: number;
	/** All tasks one after the other on one GPU, models loaded. */
	seconds: number;
	micro_usd: number;
	/** `gpu_time`: seconds times the price of the cheapest GPU with enough memory. */
	basis: "gpu_time" | "partner_price";
	/** The GPU that was reckoned with; null where a partner does the work. */
	gpu: string | null;
	source: string;
}

/**
 * Time and price of a request.
 *
 * @param parameters as a client sends them; where they are not accepted, those of the example count
 */
export function estimate(workflow: WorkflowDefinition, parameters: unknown): Estimate {
	const read = readParameters(workflow, parameters);
	const known = read.ok ? read : readParameters(workflow, workflow.example);
	if (!known.ok) throw new TypeError(`the example of ${workflow.id} is not accepted`);
	const { values } = known;
	const tasks = workflow.variations === undefined ? 1 : numberAt(values, workflow.variations.parameter);
	const seconds = tasks * (workflow.seconds?.(values) ?? workflow.typical_seconds);
	if (workflow.partner !== undefined)
		return {
			tasks,
			seconds,
			micro_usd: Math.round(tasks * workflow.partner.price(values)),
			basis: "partner_price",
			gpu: null,
			source: workflow.partner.source,
		};
	const gpu = gpus.find(({ vram_gb }) => vram_gb >= workflow.vram_gb) ?? gpus[gpus.length - 1];
	if (gpu === undefined) throw new Error("the list of GPUs is empty");
	return {
		tasks,
		seconds,
		micro_usd: Math.round(seconds * gpu.micro_usd_per_second),
		basis: "gpu_time",
		gpu: gpu.name,
		source: gpuSource,
	};
}
