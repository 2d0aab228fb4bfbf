import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { isTerminal, type JobStatus } from "../../contract/status.ts";
import { getJob, listJobs } from "../api.ts";
import { lately, lookAt, useFeedState } from "./account-feed.ts";
import { type JobView, withEvent, withSnapshot } from "./truth.ts";

/** Without a socket, what is open is asked for this often, and with one all the same now and then, in milliseconds. */
export const POLL_MS = 3000;
export const HEAL_MS = 60_000;
const PAGE = 50;

/** The jobs of the account, newest first, of one state or of all; pages are added by `fetchNextPage`. The feed of the account keeps them. */
export function useJobList(status: JobStatus | undefined) {
	const isLive = useFeedState() === "live";
	return useInfiniteQuery({
		queryKey: ["jobs", status ?? "all"],
		queryFn: ({ pageParam, signal }) => listJobs({ status, limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
		refetchInterval: isLive ? HEAL_MS : POLL_MS,
	});
}

/**
 * One job as it is now: asked for once, kept by the feed of the account, and asked for again where that does not tell all. While
 * it goes on, its previews are asked for.
 */
export function useJob(id: string) {
	const queries = useQueryClient();
	const isLive = useFeedState() === "live";
	const query = useQuery({
		queryKey: ["job", id],
		queryFn: async ({ signal }) => {
			const job = await getJob(id, signal);
			return lately(id).reduce(withEvent, withSnapshot(queries.getQueryData<JobView>(["job", id]), job));
		},
		refetchInterval: ({ state }) => {
			if (state.data && isTerminal(state.data.job.status)) return false;
			return isLive ? HEAL_MS : POLL_MS;
		},
	});
	const { data, isFetching, refetch } = query;
	const goesOn = data !== undefined && !isTerminal(data.job.status);
	useEffect(() => (goesOn ? lookAt(id) : undefined), [id, goesOn]);
	const stale = data?.stale ?? false;
	useEffect(() => {
		if (stale && !isFetching) void refetch();
	}, [stale, isFetching, refetch]);
	return query;
}
