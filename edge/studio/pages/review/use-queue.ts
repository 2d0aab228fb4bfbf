import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ReviewQueue } from "../../../contract/assets/reviews.ts";
import { keepReview, listQueue, type ReviewOrder, takeBackReview } from "../../api/reviews.ts";
import { countOn } from "../../live/menu-counts.ts";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import type { Answers } from "./points.ts";

export type Waiting = ReviewQueue["data"][number];
export interface Said {
	answers: Answers;
	verdict: "pass" | "fail";
	note: string;
}

const PAGE = 50;
/** So many before the end of what is there, the next page is asked for. */
const AHEAD = 10;
/** While nothing waits, it is looked so often for what has come, in milliseconds. */
const LOOK_MS = 5_000;

/** The queue as somebody goes through it: where they are, what they said, and how that is taken back. */
export function useQueue(order: ReviewOrder) {
	const common = shell.use();
	const queries = useQueryClient();
	const [here, setHere] = useState<string | null>(null);
	/** What was reviewed here, the last one last: the list as it was asked for still has it. */
	const [done, setDone] = useState<readonly string[]>([]);
	const list = useInfiniteQuery({
		queryKey: ["review-queue", order],
		queryFn: ({ pageParam, signal }) => listQueue({ order, limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
		// A list that changes under somebody who goes through it would move on by itself.
		refetchOnWindowFocus: false,
		refetchInterval: ({ state }) => (state.data?.pages.some(({ data }) => data.length > 0) ? false : LOOK_MS),
	});
	const items = (list.data?.pages.flatMap(({ data }) => data) ?? []).filter(
		({ asset }) => !done.includes(asset.id),
	);
	const at = Math.max(
		0,
		items.findIndex(({ asset }) => asset.id === here),
	);
	const { hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
	const near = at + AHEAD >= items.length;
	useEffect(() => {
		if (near && hasNextPage && !isFetchingNextPage) void fetchNextPage();
	}, [near, hasNextPage, isFetchingNextPage, fetchNextPage]);
	const isThrough = list.isSuccess && items.length === 0 && done.length > 0 && !hasNextPage;
	useEffect(() => {
		// What came while somebody went through the list.
		if (isThrough) void refetch();
	}, [isThrough, refetch]);
	const onError = (error: Error) => toast({ bad: true, title: common("refused"), text: error.message });
	const review = useMutation({
		mutationFn: ({ id, said }: { id: string; said: Said }) => keepReview(id, said),
		onSuccess: (_, { id }) => {
			const next = items[at + 1] ?? items[at - 1];
			setDone((now) => [...now, id]);
			setHere(next?.asset.id ?? null);
			countOn(queries, "/review", -1);
		},
		onError,
	});
	const last = done.at(-1) ?? null;
	const undo = useMutation({
		mutationFn: (id: string) => takeBackReview(id),
		onSuccess: async (_, id) => {
			setDone((now) => now.filter((one) => one !== id));
			setHere(id);
			countOn(queries, "/review", 1);
			await queries.invalidateQueries({ queryKey: ["review-queue"] });
		},
		onError,
	});
	const step = (by: 1 | -1) => {
		const next = items[at + by];
		return next === undefined ? null : () => setHere(next.asset.id);
	};
	return {
		...{ list, items, at, review, undo, last },
		item: items[at] ?? null,
		next: step(1),
		previous: step(-1),
	};
}
