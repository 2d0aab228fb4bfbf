import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { AccountFrame } from "../../contract/account-events.ts";
import { CLOSE } from "../../contract/close-codes.ts";
import type { JobSummary } from "../../contract/jobs.ts";
import { type Page, tellSignedOut } from "../api.ts";
import { keepSocket } from "./socket.ts";
import { rowWith } from "./truth.ts";

/** Lists are asked for once more so long after something in them has changed, in milliseconds: changes come in crowds. */
const ASK_AFTER_MS = 300;

type FeedState = "opening" | "live" | "lost";
let state: FeedState = "opening";
const listeners = new Set<() => void>();

function become(next: FeedState): void {
	state = next;
	for (const listener of listeners) listener();
}

/** Whether the feed of the account is heard: where it is not, what is shown has to be asked for now and then. */
export function useFeedState(): FeedState {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => state,
	);
}

/** Keeps one socket for the whole page, and every list of jobs up to date by it. */
export function useAccountFeed(): void {
	const queries = useQueryClient();
	useEffect(() => {
		let seen = 0;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const askSoon = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				void queries.invalidateQueries({ queryKey: ["jobs"] });
			}, ASK_AFTER_MS);
		};
		const letGo = keepSocket({
			address: () => `/v1/account/socket?after=${seen}`,
			onFrame: (text) => {
				const frame = JSON.parse(text) as AccountFrame;
				if (frame.type === "hello" && !frame.complete) {
					seen = frame.head;
					askSoon();
				}
				if (frame.type !== "event" || frame.seq <= seen) return;
				seen = frame.seq;
				if (tellRows(queries, frame.event) || frame.event.type === "job") askSoon();
			},
			onLive: (live) => become(live ? "live" : "lost"),
			onEnd: (code) => {
				if (code === CLOSE.unauthorized) tellSignedOut();
			},
		});
		return () => {
			clearTimeout(timer);
			letGo();
			become("opening");
		};
	}, [queries]);
}

type Event = Extract<AccountFrame, { type: "event" }>["event"];

/** Takes an event into every list that shows its job. True where a list has to be asked for: something before it is missing. */
function tellRows(queries: QueryClient, event: Event): boolean {
	let isMissing = false;
	queries.setQueriesData<InfiniteData<Page<JobSummary>>>({ queryKey: ["jobs"] }, (list) => {
		if (!list?.pages.some(({ data }) => data.some(({ id }) => id === event.job))) return list;
		const pages = list.pages.map((page) => ({
			...page,
			data: page.data.map((row) => {
				isMissing ||= row.id === event.job && event.seq > row.version + 1;
				return rowWith(row, event);
			}),
		}));
		return { ...list, pages };
	});
	return isMissing;
}
