import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { WorkerResource } from "../../../contract/operator.ts";
import { ask, type Page } from "../../api.ts";
import { type PoolFigures, poolsOf, samplesOf } from "./metrics.ts";

/** How often the fleet is asked, in milliseconds. */
const POLL_MS = 5000;

const readPools = (text: string): PoolFigures[] | unknown =>
	text.startsWith("{") ? JSON.parse(text) : poolsOf(samplesOf(text));

export const usePools = (bearer: string) =>
	useQuery({
		queryKey: ["fleet", "pools"],
		queryFn: ({ signal }) => ask<PoolFigures[]>("/v1/metrics", { bearer, signal, read: readPools }),
		refetchInterval: POLL_MS,
		gcTime: 0,
		retry: false,
	});

export const useWorkers = (bearer: string) =>
	useQuery({
		queryKey: ["fleet", "workers"],
		queryFn: ({ signal }) => ask<Page<WorkerResource>>("/v1/workers?limit=100", { bearer, signal }),
		refetchInterval: POLL_MS,
		gcTime: 0,
		retry: false,
	});

export function useDrain(bearer: string) {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: (id: string) =>
			ask<void>(`/v1/workers/${encodeURIComponent(id)}/drain`, { method: "POST", bearer }),
		onSettled: () => queries.invalidateQueries({ queryKey: ["fleet"] }),
	});
}
