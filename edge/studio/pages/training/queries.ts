import { type QueryClient, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { ProgressTick } from "../../../contract/jobs/events.ts";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { getComparison, getTraining, readLosses } from "../../api/trainings.ts";
import { useJob } from "../../live/jobs.ts";
import { listAssets } from "../assets.ts";
import { listAttempts } from "../job/data/calls.ts";
import { joined, type LossPoint, pointsOf, withTick } from "./losses.ts";

/** A training; the feed of the account says when a checkpoint came, or its job changed. */
export const useTraining = (id: string) =>
	useQuery({ queryKey: ["training", id], queryFn: ({ signal }) => getTraining(id, signal) });

/** Files that its checkpoints left, by asset: how large they are, and their hashes. */
export function useFiles(id: string, step: number) {
	const { data } = useQuery({
		queryKey: ["training", id, "files", step],
		queryFn: ({ signal }) =>
			listAssets({ job: id, kind: "file", include_hidden: "true", limit: 200 }, signal),
		placeholderData: (before) => before,
	});
	return useMemo(() => new Map(data?.data.map((asset) => [asset.id, asset])), [data]);
}

export function useAttempts({ id, version }: Pick<JobResource, "id" | "version">) {
	return useQuery({
		queryKey: ["attempts", id, version],
		queryFn: ({ signal }) => listAttempts(id, signal),
		placeholderData: (before) => before,
	});
}

/** The loss of each step: what was kept with the file `asset`, and what came live since. */
export function useLosses(asset: string | null, tick: ProgressTick | undefined): readonly LossPoint[] {
	const kept = useQuery({
		queryKey: ["losses", asset],
		queryFn: async ({ signal }) => pointsOf(await readLosses(asset ?? "", signal)),
		enabled: asset !== null,
		staleTime: Number.POSITIVE_INFINITY,
		placeholderData: (before) => before,
	});
	const [live, setLive] = useState<readonly LossPoint[]>([]);
	useEffect(() => {
		if (tick) setLive((seen) => withTick(seen, tick));
	}, [tick]);
	return useMemo(() => joined(kept.data ?? [], live), [kept.data, live]);
}

/** The comparison that a job makes; null: there is none. */
export function useComparison(id: string, job: string | null) {
	return useQuery({
		queryKey: ["comparison", id],
		queryFn: ({ signal }) => getComparison(id, signal),
		enabled: job !== null,
	});
}

/** Keeps a comparison that is being made up to date: it is asked for whenever a picture of it is done. */
export function useComparisonJob(
	training: string,
	job: string,
	queries: QueryClient,
): JobResource | undefined {
	const { data } = useJob(job);
	const news = data && `${data.job.status} ${data.job.outputs.length}`;
	useEffect(() => {
		if (news !== undefined) void queries.invalidateQueries({ queryKey: ["comparison", training] });
	}, [queries, training, news]);
	return data?.job;
}
