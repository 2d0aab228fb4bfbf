import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { isTerminal, type JobStatus } from "../../contract/status.ts";
import { getJob, listJobs } from "../api.ts";
import { type JobView, withSnapshot } from "./truth.ts";

/** Without a socket, what is open is asked for this often, in milliseconds. */
const POLL_MS = 3000;
const PAGE = 50;

/** The jobs of the account, newest first, of one state or of all; pages are added by `fetchNextPage`. */
export function useJobList(status: JobStatus | undefined) {
	return useInfiniteQuery({
		queryKey: ["jobs", status ?? "all"],
		queryFn: ({ pageParam, signal }) => listJobs({ status, limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
		refetchInterval: POLL_MS,
	});
}

/** One job, as it is now. */
export function useJob(id: string) {
	const queries = useQueryClient();
	const queryKey = ["job", id];
	return useQuery({
		queryKey,
		queryFn: async ({ signal }) => {
			const job = await getJob(id, signal);
			return withSnapshot(queries.getQueryData<JobView>(queryKey), job);
		},
		refetchInterval: ({ state }) => (state.data && isTerminal(state.data.job.status) ? false : POLL_MS),
	});
}
