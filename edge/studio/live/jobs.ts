import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Frame } from "../../contract/events.ts";
import { isTerminal, type JobStatus } from "../../contract/status.ts";
import { getJob, listJobs } from "../api.ts";
import { useFeedState } from "./account-feed.ts";
import { keepSocket } from "./socket.ts";
import { type JobView, withEvent, withSnapshot, withTick } from "./truth.ts";

/** Without a socket, what is open is asked for this often, and with one all the same now and then, in milliseconds. */
const POLL_MS = 3000;
const HEAL_MS = 60_000;
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

/** One job as it is now: asked for once, kept by its events, and asked for again where these do not tell all. */
export function useJob(id: string) {
	const queries = useQueryClient();
	const [live, setLive] = useState(false);
	const query = useQuery({
		queryKey: ["job", id],
		queryFn: async ({ signal }) => {
			const job = await getJob(id, signal);
			return withSnapshot(queries.getQueryData<JobView>(["job", id]), job);
		},
		refetchInterval: ({ state }) => {
			if (state.data && isTerminal(state.data.job.status)) return false;
			return live ? HEAL_MS : POLL_MS;
		},
	});
	const { data, isFetching, refetch } = query;
	const goesOn = data !== undefined && !isTerminal(data.job.status);
	useEffect(() => {
		if (!goesOn) return;
		const key = ["job", id];
		return keepSocket({
			address: () => {
				const seen = queries.getQueryData<JobView>(key)?.job.version ?? 0;
				return `/v1/jobs/${encodeURIComponent(id)}/socket?previews=1&after=${seen}`;
			},
			onFrame: (text) => {
				const frame = JSON.parse(text) as Frame;
				queries.setQueryData<JobView>(key, (view) => view && withFrame(view, frame));
			},
			onLive: setLive,
		});
	}, [queries, id, goesOn]);
	const stale = data?.stale ?? false;
	useEffect(() => {
		if (stale && !isFetching) void refetch();
	}, [stale, isFetching, refetch]);
	return query;
}

/** The view after whatever the socket says. */
function withFrame(view: JobView, frame: Frame): JobView {
	if (frame.type === "hello") return frame.progress.reduce(withTick, view);
	return "seq" in frame ? withEvent(view, frame) : withTick(view, frame);
}
