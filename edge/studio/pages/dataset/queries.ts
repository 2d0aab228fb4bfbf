import { type QueryClient, useQuery } from "@tanstack/react-query";
import type { DatasetItemResource } from "../../../contract/training/dataset-items.ts";
import { getChecks, getDataset, listItems, noteHashes } from "../../api/datasets.ts";
import { lookAt } from "../look.ts";

/** While a job makes pictures of the class it is asked for this often, in milliseconds. */
const POLL_MS = 5000;

export const useDataset = (name: string) =>
	useQuery({
		queryKey: ["dataset", name],
		queryFn: ({ signal }) => getDataset(name, signal),
		refetchInterval: ({ state }) => (state.data?.regularisation_job ? POLL_MS : false),
	});

export const useItems = (name: string) =>
	useQuery({
		queryKey: ["dataset", name, "items"],
		queryFn: ({ signal }) => listItems(name, "picture", signal),
	});

/** The verdicts; pictures that nobody has decoded yet are decoded here first. */
export const useChecks = (name: string, items: readonly DatasetItemResource[] | undefined) =>
	useQuery({
		queryKey: ["dataset", name, "checks", items?.map(({ item }) => item)],
		enabled: items !== undefined,
		queryFn: async ({ signal }) => {
			const unseen = (items ?? []).filter(({ hashes }) => hashes === null);
			const seen = [];
			// One after the other: a whole set at once would take the memory of a phone.
			for (const { item, asset } of unseen) {
				const hashes = await lookAt(asset.url);
				if (hashes !== null) seen.push({ item, hashes });
			}
			for (let at = 0; at < seen.length; at += HASHES_AT_ONCE)
				await noteHashes(name, { hashes: seen.slice(at, at + HASHES_AT_ONCE) });
			return getChecks(name, signal);
		},
	});

const HASHES_AT_ONCE = 200;

/** Everything that hangs on a dataset is asked for again. */
export async function datasetChanged(queries: QueryClient, name: string): Promise<void> {
	await Promise.all([
		queries.invalidateQueries({ queryKey: ["dataset", name] }),
		queries.invalidateQueries({ queryKey: ["datasets"] }),
	]);
}
