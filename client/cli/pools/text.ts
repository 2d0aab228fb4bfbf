import type { PoolResource } from "../../../edge/contract/operator/operator.ts";
import type { EndpointResource, PoolCapacity } from "../../../edge/contract/pools/capacity.ts";

export function listed(pools: readonly PoolResource[]): string {
	return pools
		.map(
			({ name, workers, draining, queued_tasks, held_tasks }) =>
				`${name.padEnd(20)} ${workers} workers${draining > 0 ? ` (${draining} draining)` : ""}, ${queued_tasks} tasks wait, ${held_tasks} run`,
		)
		.join("\n");
}

export function shown({ pool, runnable, wanted, endpoints, reasons }: PoolCapacity): string {
	return [
		`${pool}: ${runnable} tasks could be claimed now, ${wanted} tickets or pods are missing for them`,
		...endpoints.map(lineOf),
		...reasons.map((reason) => `- ${reason}`),
	].join("\n");
}

function lineOf({
	endpoint,
	gpu,
	vram_bytes,
	micro_usd_per_second,
	max_workers,
	kinds,
	mode,
	pods,
	tickets,
	condition,
	paused_at,
	spent_today_micro_usd,
	daily_budget_micro_usd,
}: EndpointResource): string {
	const usd = (micro: number) => (micro / 1_000_000).toFixed(2);
	const budget = daily_budget_micro_usd === null ? "" : ` of ${usd(daily_budget_micro_usd)}`;
	const has =
		mode === "pod"
			? `${pods.starting} pods start, ${pods.serving} serve, ${pods.ending} end`
			: `${tickets.waiting} tickets wait, ${tickets.used} are used, of ${tickets.cap}`;
	const state = paused_at !== null ? "paused" : (condition?.code ?? "well");
	return `${endpoint.padEnd(16)} ${gpu}, ${Math.round(vram_bytes / 2 ** 30)} GB, ${usd(micro_usd_per_second * 3600)} USD/h, up to ${max_workers} machines for ${kinds.join(", ")}; ${has}; ${usd(spent_today_micro_usd)}${budget} USD today; ${state}`;
}
