import { useInfiniteQuery } from "@tanstack/react-query";
import type { AuditEntry } from "../../../contract/operator/audit.ts";
import { ask, type Page, queryOf } from "../../api.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { MoreButton } from "../../ui/button/more-button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { changesOf } from "./changes.ts";
import { words } from "./words.ts";

const PAGE = 30;

/** What was changed of the account, newest first. */
export function AuditList() {
	const say = words.use();
	const entries = useInfiniteQuery({
		queryKey: ["audit"],
		queryFn: ({ pageParam, signal }) =>
			ask<Page<AuditEntry>>(`/v1/audit${queryOf({ limit: PAGE, cursor: pageParam })}`, { signal }),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
	});
	const rows = entries.data?.pages.flatMap(({ data }) => data) ?? [];
	return (
		<>
			{entries.isPending && <Skeleton className="h-48 w-full rounded-xl" />}
			{entries.isError && rows.length === 0 && (
				<LoadFailed error={entries.error} onRetry={() => void entries.refetch()} />
			)}
			{entries.isSuccess && rows.length === 0 && (
				<EmptyState icon="clock" title={say("no_changes_title")} text={say("no_changes_text")} />
			)}
			{rows.length > 0 && (
				<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
					{rows.map((entry) => (
						<EntryRow key={entry.id} entry={entry} />
					))}
				</ul>
			)}
			<MoreButton list={entries} words={say("older")} />
		</>
	);
}

function EntryRow({ entry: { at, action, target, by, address, before, after } }: { entry: AuditEntry }) {
	const say = words.use();
	return (
		<li className="px-4 py-3.5 sm:px-5" data-audit={action}>
			<p className="flex flex-wrap items-baseline gap-x-3">
				<span className="font-mono font-medium" dir="ltr">
					{action}
				</span>
				<span className="font-mono text-xs text-muted [overflow-wrap:anywhere]" dir="ltr">
					{target}
				</span>
			</p>
			<p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
				<Ago time={at} />
				<bdi className="[overflow-wrap:anywhere]">{by.subject ?? by.key ?? say("by_operator")}</bdi>
				<bdi>{address}</bdi>
			</p>
			<ul className="mt-2 space-y-0.5 font-mono text-xs [overflow-wrap:anywhere] empty:hidden" dir="ltr">
				{changesOf(before, after).map(({ name, was, is }) => (
					<li key={name}>
						<span className="text-muted">{name}</span>{" "}
						{was !== undefined && (
							<>
								<span className="sr-only">{say("before")}</span>
								<del className="text-muted">{was}</del>{" "}
							</>
						)}
						{is !== undefined && (
							<>
								<span className="sr-only">{say("after")}</span>
								<ins className="no-underline">{is}</ins>
							</>
						)}
					</li>
				))}
			</ul>
		</li>
	);
}
