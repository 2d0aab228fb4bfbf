import { type InfiniteData, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { CLOSE } from "../../contract/close-codes.ts";
import type { AccountFrame } from "../../contract/jobs/account-events.ts";
import type { DurableEvent, Tick } from "../../contract/jobs/events.ts";
import type { JobSummary } from "../../contract/jobs/jobs.ts";
import { type Page, tellSignedOut } from "../api.ts";
import { outdateCounts } from "./menu-counts.ts";
import { keepSocket } from "./socket.ts";
import { type JobView, rowWith, withEvent, withTick } from "./truth.ts";

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

/** Jobs whose previews are wanted, by how many parts of the page; a socket takes so many. */
const watched = new Map<string, number>();
const MOST_WATCHED = 20;
let say: (text: string) => void = () => {};
const tellWatched = () => say(JSON.stringify({ watch: [...watched.keys()].slice(-MOST_WATCHED) }));

/** Asks for the previews of a job, for as long as it is looked at. Returns how to end that. */
export function lookAt(job: string): () => void {
	watched.set(job, (watched.get(job) ?? 0) + 1);
	tellWatched();
	return () => {
		const others = (watched.get(job) ?? 1) - 1;
		if (others > 0) return void watched.set(job, others);
		watched.delete(job);
		tellWatched();
	};
}

/** What came lately: what the edge says of a job may be older than what was told while that was on its way. */
const RECENT = 500;
const recent: DurableEvent[] = [];
export const lately = (job: string): DurableEvent[] => recent.filter((event) => event.job === job);

function remember(event: DurableEvent): void {
	recent.push(event);
	if (recent.length > RECENT) recent.shift();
}

/** Keeps one socket for the whole page, and all jobs and lists of them up to date by it. */
export function useAccountFeed(): void {
	const queries = useQueryClient();
	useEffect(() => {
		let seen = 0;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const askSoon = () => {
			timer ??= setTimeout(() => {
				timer = undefined;
				void queries.invalidateQueries({ queryKey: ["jobs"] });
				void queries.invalidateQueries({ queryKey: ["trainings"] });
				outdateCounts(queries);
			}, ASK_AFTER_MS);
		};
		const letGo = keepSocket({
			address: () => `/v1/account/socket?after=${seen}`,
			onFrame: (text) => {
				const frame = JSON.parse(text) as AccountFrame;
				if (frame.type === "hello") {
					for (const tick of frame.progress) tellTick(queries, tick);
					if (frame.complete) return;
					seen = frame.head;
					askSoon();
					void queries.invalidateQueries({ queryKey: ["job"] });
					void queries.invalidateQueries({ queryKey: ["training"] });
				}
				if (frame.type === "progress" || frame.type === "preview") return tellTick(queries, frame);
				if (frame.type !== "event" || frame.seq <= seen) return;
				seen = frame.seq;
				remember(frame.event);
				tellJob(queries, frame.event.job, (view) => withEvent(view, frame.event));
				const { type, job } = frame.event;
				// What a training has left by then stands with it, and in no event.
				if (type === "checkpoint" || type === "job")
					void queries.invalidateQueries({ queryKey: ["training", job] });
				if (tellRows(queries, frame.event) || type === "job" || type === "checkpoint") askSoon();
			},
			onOpen: (told) => {
				say = told;
				if (watched.size > 0) tellWatched();
			},
			onLive: (live) => become(live ? "live" : "lost"),
			onEnd: (code) => {
				if (code === CLOSE.unauthorized) tellSignedOut();
			},
		});
		return () => {
			clearTimeout(timer);
			letGo();
			recent.length = 0;
			become("opening");
		};
	}, [queries]);
}

function tellJob(queries: QueryClient, job: string, change: (view: JobView) => JobView): void {
	queries.setQueryData<JobView>(["job", job], (view) => view && change(view));
}

function tellTick(queries: QueryClient, tick: Tick & { job: string }): void {
	tellJob(queries, tick.job, (view) => withTick(view, tick));
}

/** Takes an event into every list that shows its job. True where a list has to be asked for: something before it is missing. */
function tellRows(queries: QueryClient, event: DurableEvent): boolean {
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
