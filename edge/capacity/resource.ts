import type { EndpointResource } from "../contract/pools/capacity.ts";
import { spentToday } from "./endpoints/cost.ts";
import { conditionWords } from "./endpoints/endpoint-condition.ts";
import { capOf } from "./endpoints/fit.ts";
import type { EndpointRow } from "./endpoints/store.ts";
import { podsOf } from "./pods/start.ts";
import type { PodRow } from "./pods/store.ts";
import type { TicketRow } from "./tickets/store.ts";

/** An endpoint as the API shows it; with the open tickets and pods of its pool. */
export function toEndpoint(
	row: EndpointRow,
	pool: string,
	{ tickets, pods }: { tickets: readonly TicketRow[]; pods: readonly PodRow[] },
	now: number,
): EndpointResource {
	const own = tickets.filter(({ endpoint_id }) => endpoint_id === row.id);
	const used = own.filter(({ status }) => status === "used").length;
	const at = (time: number) => new Date(time).toISOString();
	return {
		endpoint: row.runpod_id,
		pool,
		mode: row.pod === null ? "serverless" : "pod",
		pod: row.pod,
		gpu: row.gpu,
		vram_bytes: row.vram_bytes,
		micro_usd_per_second: row.micro_usd_per_second,
		max_workers: row.max_workers,
		spare: row.spare,
		kinds: row.kinds,
		time_limits: Object.fromEntries(
			Object.entries(row.time_limits).map(([kind, { execution_ms, ttl_ms }]) => [
				kind,
				{ execution_s: execution_ms / 1000, ttl_s: ttl_ms / 1000 },
			]),
		),
		daily_budget_micro_usd: row.daily_budget_micro_usd,
		pause_reason: row.pause_reason,
		paused_at: row.paused_at === null ? null : at(row.paused_at),
		condition: row.condition && {
			code: row.condition,
			since: at(row.condition_since ?? now),
			message: conditionWords(row.condition, row, ". "),
		},
		spent_today_micro_usd: spentToday(row, own, now),
		tickets: { cap: row.pod === null ? capOf(row) : 0, waiting: own.length - used, used },
		pods: countsOf(podsOf(row, pods)),
		created_at: at(row.created_at),
		updated_at: at(row.updated_at),
	};
}

function countsOf(pods: readonly PodRow[]): EndpointResource["pods"] {
	const count = (...of: PodRow["status"][]) => pods.filter(({ status }) => of.includes(status)).length;
	return { starting: count("asking", "starting"), serving: count("serving"), ending: count("ending") };
}
