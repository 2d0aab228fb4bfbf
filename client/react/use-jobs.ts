import type { Darkroom } from "@darkroom/sdk";
import { useCallback, useEffect, useState } from "react";

type Query = NonNullable<Parameters<Darkroom["jobs"]["list"]>[0]>;
export type JobPage = Awaited<ReturnType<Darkroom["jobs"]["list"]>>;
export interface Jobs {
	/** Newest first, as far as they were asked for. */
	jobs: JobPage["data"];
	/** There are more: `more` brings them. */
	hasMore: boolean;
	loading: boolean;
	error: Error | null;
	more(): void;
	/** Asks for the first page once more. */
	refresh(): void;
}

interface Asked {
	/** Counts what was asked for, so that an answer to something earlier is dropped. */
	turn: number;
	cursor: string | undefined;
}

/** Jobs of the account in pages, newest first. `query` narrows them; with another one the list begins anew. */
export function useJobs(darkroom: Darkroom, query: Omit<Query, "cursor"> = {}): Jobs {
	const narrowed = JSON.stringify(query);
	const [asked, setAsked] = useState<Asked>({ turn: 0, cursor: undefined });
	const [page, setPage] = useState<{ of: string; jobs: JobPage["data"]; next: string | null }>();
	const [state, setState] = useState<{ loading: boolean; error: Error | null }>({
		loading: true,
		error: null,
	});
	const known = page?.of === narrowed ? page : undefined;
	useEffect(() => {
		const leave = new AbortController();
		const { signal } = leave;
		const cursor = asked.cursor;
		setState({ loading: true, error: null });
		darkroom.jobs
			.list({ ...(JSON.parse(narrowed) as Query), ...(cursor !== undefined && { cursor }) }, { signal })
			.then(({ data, next_cursor }) => {
				if (signal.aborted) return;
				setPage((before) => {
					const earlier = cursor !== undefined && before?.of === narrowed ? before.jobs : [];
					return { of: narrowed, jobs: [...earlier, ...data], next: next_cursor };
				});
				setState({ loading: false, error: null });
			})
			.catch((error: unknown) => {
				if (signal.aborted) return;
				setState({ loading: false, error: error instanceof Error ? error : new Error(String(error)) });
			});
		return () => leave.abort();
	}, [darkroom, narrowed, asked]);
	const next = known?.next ?? null;
	const more = useCallback(() => {
		if (next !== null) setAsked(({ turn }) => ({ turn: turn + 1, cursor: next }));
	}, [next]);
	const refresh = useCallback(() => setAsked(({ turn }) => ({ turn: turn + 1, cursor: undefined })), []);
	return { jobs: known?.jobs ?? [], hasMore: next !== null, ...state, more, refresh };
}
