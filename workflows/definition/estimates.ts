import { gpuCost, gpuForEstimate, sourceOfPrice } from "../prices/price-sheet.ts";
import type { WorkflowDefinition } from "./define.ts";
import { readParameters } from "./read-parameters.ts";
import { numberAt } from "./values.ts";

/** What a request will roughly take. An estimate: usage is billed by what was measured. */
export interface Estimate {
	tasks: number;
	/** All tasks one after the other on one GPU, models loaded. */
	seconds: number;
	micro_usd: number;
	/** `gpu_time`: seconds times the price of the smallest GPU for estimates with enough memory. */
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
	const gpu = gpuForEstimate(workflow.vram_gb);
	return {
		tasks,
		seconds,
		micro_usd: gpuCost(seconds * 1000, gpu.micro_usd_per_second),
		basis: "gpu_time",
		gpu: gpu.title,
		source: sourceOfPrice(gpu),
	};
}
