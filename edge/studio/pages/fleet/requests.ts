import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { WorkerResource } from "../../../contract/operator/operator.ts";
import type { PoolHistory } from "../../../contract/pools/pool-history.ts";
import { ask, type Page, queryOf } from "../../api.ts";
import { SPANS, type Span } from "./history.ts";
import { type PoolFigures, poolsOf, samplesOf } from "./metrics.ts";

/** How often the fleet is asked, in milliseconds. */
const POLL_MS = 5000;

const readPools = (text: string): PoolFigures[] | unknown =>
	text.startsWith("{") ? JSON.parse(text) : poolsOf(samplesOf(text));

export const usePools = () =>
	useQuery({
		queryKey: ["fleet", "pools"],
		queryFn: ({ signal }) => ask<PoolFigures[]>("/v1/metrics", { signal, read: readPools }),
		refetchInterval: POLL_MS,
		gcTime: 0,
		retry: false,
	});

export const useWorkers = () =>
	useQuery({
		queryKey: ["fleet", "workers"],
		queryFn: ({ signal }) => ask<Page<WorkerResource>>("/v1/workers?limit=100", { signal }),
		refetchInterval: POLL_MS,
		gcTime: 0,
		retry: false,
	});

/** The history is asked for as often as it grows, in milliseconds. */
const HISTORY_MS = 60_000;

/** How a pool stood over the last hour, day or month. */
export const useHistory = (pool: string | undefined, span: Span) =>
	useQuery({
		queryKey: ["fleet", "history", pool, span],
		queryFn: ({ signal }) => {
			const { step, length_ms } = SPANS[span];
			const since = new Date(Date.now() - length_ms).toISOString();
			const path = `/v1/pools/${encodeURIComponent(pool ?? "")}/history`;
			return ask<PoolHistory>(path + queryOf({ step, since }), { signal });
		},
		enabled: pool !== undefined,
		refetchInterval: HISTORY_MS,
		placeholderData: keepPreviousData,
	});

export function useDrain() {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: (id: string) => ask<void>(`/v1/workers/${encodeURIComponent(id)}/drain`, { method: "POST" }),
		onSettled: () => queries.invalidateQueries({ queryKey: ["fleet"] }),
	});
}
