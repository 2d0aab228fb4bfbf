import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { WorkerResource } from "../../../contract/operator.ts";
import { ask, type Page } from "../../api.ts";
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

export function useDrain() {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: (id: string) => ask<void>(`/v1/workers/${encodeURIComponent(id)}/drain`, { method: "POST" }),
		onSettled: () => queries.invalidateQueries({ queryKey: ["fleet"] }),
	});
}
