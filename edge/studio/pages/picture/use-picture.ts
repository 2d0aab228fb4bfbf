import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Asset } from "../../../contract/assets/assets.ts";
import type { Sidecar } from "../../../contract/jobs/jobs.ts";
import { getAsset, getSidecar, nextAssets } from "../assets.ts";

/** Pictures of a strip at most. */
const MOST = 24;

export type SidecarTask = Sidecar["tasks"][number];

/** A file, and how it was made where a job made it and that is still known. */
export function usePicture(id: string) {
	const asset = useQuery({
		queryKey: ["asset", id],
		queryFn: ({ signal }) => getAsset(id, signal),
		placeholderData: keepPreviousData,
	});
	const job = asset.data?.job ?? null;
	const sidecar = useQuery({
		queryKey: ["sidecar", job],
		queryFn: ({ signal }) => getSidecar(job ?? "", signal),
		enabled: job !== null,
		staleTime: Number.POSITIVE_INFINITY,
	});
	const task = sidecar.data?.tasks.find(({ outputs }) => outputs.some((output) => output.id === id)) ?? null;
	return { asset, sidecar, task };
}

/** Ids of the files that a task was given, each once, in their order. Pure. */
export function inputsOf(task: Pick<SidecarTask, "inputs"> | null): string[] {
	return [...new Set((task?.inputs ?? []).map(({ asset_id }) => asset_id))];
}

/** What was made from a file, or in the same job as it. */
export function useRelated(asset: Asset, how: "made_from" | "same_job") {
	const query = how === "made_from" ? { made_from: asset.id } : { job: asset.job ?? "" };
	const { data } = useQuery({
		queryKey: ["related", how, asset.id],
		queryFn: ({ signal }) => nextAssets({ ...query, include_hidden: "true", limit: MOST }, signal),
		enabled: how === "made_from" || asset.job !== null,
	});
	return (data?.data ?? []).filter(({ id }) => id !== asset.id);
}
