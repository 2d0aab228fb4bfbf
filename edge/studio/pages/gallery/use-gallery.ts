import { type QueryClient, useInfiniteQuery } from "@tanstack/react-query";
import type { Asset } from "../../../contract/assets/assets.ts";
import type { Page } from "../../api.ts";
import { nextAssets } from "../assets.ts";
import { assetQuery, type Filter } from "./filter.ts";

const PAGE = 100;
/** What is new comes by itself while nobody has gone further down, this often, in milliseconds. */
const LOOK_MS = 5_000;

/** The pictures of a filter, newest first; pages are added by `fetchNextPage`. */
export function useGallery(filter: Filter) {
	return useInfiniteQuery({
		queryKey: ["gallery", filter],
		queryFn: ({ pageParam, signal }) =>
			nextAssets({ ...assetQuery(filter), limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
		refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : LOOK_MS),
	});
}

interface Cached {
	pages: Page<Asset>[];
}

/** The files before and after one in the gallery as it was looked at last; null where there is none. */
export function neighbours(
	queries: QueryClient,
	id: string,
): { before: string | null; after: string | null } {
	const seen = queries
		.getQueryCache()
		.findAll({ queryKey: ["gallery"] })
		.sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
	for (const { state } of seen) {
		const ids = ((state.data as Cached | undefined)?.pages ?? []).flatMap(({ data }) =>
			data.map((asset) => asset.id),
		);
		const at = ids.indexOf(id);
		if (at >= 0) return { before: ids[at - 1] ?? null, after: ids[at + 1] ?? null };
	}
	return { before: null, after: null };
}
