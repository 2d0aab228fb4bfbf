import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DatasetResource } from "../../../contract/training/datasets.ts";
import { listDatasets } from "../../api/datasets.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { MoreButton } from "../../ui/button/more-button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Icon } from "../../ui/icon.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { CreateDialog } from "./create-dialog.tsx";
import { words } from "./words.ts";

const PAGE = 50;

export default function DatasetsPage({ title }: PageProps) {
	const say = words.use();
	const [creating, setCreating] = useState(false);
	const list = useInfiniteQuery({
		queryKey: ["datasets"],
		queryFn: ({ pageParam, signal }) => listDatasets({ limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
	});
	const rows = list.data?.pages.flatMap(({ data }) => data) ?? [];
	const create = (
		<Button look="primary" icon="plus" onClick={() => setCreating(true)}>
			{say("create")}
		</Button>
	);
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={rows.length > 0 && create} />
			{list.isPending && <Skeleton className="h-40 w-full rounded-xl" />}
			{list.isError && rows.length === 0 && (
				<LoadFailed error={list.error} onRetry={() => void list.refetch()} />
			)}
			{list.isSuccess && rows.length === 0 && (
				<EmptyState icon="rows" title={say("empty_title")} text={say("empty_text")}>
					{create}
				</EmptyState>
			)}
			{rows.length > 0 && (
				<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
					{rows.map((dataset) => (
						<li key={dataset.name}>
							<Row dataset={dataset} />
						</li>
					))}
				</ul>
			)}
			<MoreButton list={list} words={say("more")} />
			<CreateDialog open={creating} onClose={() => setCreating(false)} />
		</>
	);
}

function Row({ dataset: { name, trigger_word, pictures, versions } }: { dataset: DatasetResource }) {
	const say = words.use();
	const newest = versions[0];
	return (
		<Link
			to={`/datasets/${name}`}
			data-dataset={name}
			className="flex items-center gap-4 px-4 py-3.5 -outline-offset-2 transition hover:bg-raised sm:px-5"
		>
			<span className="min-w-0 flex-1">
				<span className="block font-medium [overflow-wrap:anywhere]" dir="ltr">
					{name}
				</span>
				<span className="mt-0.5 flex flex-wrap gap-x-4 text-sm text-muted">
					<span>{say("pictures", { n: pictures })}</span>
					<bdi className="font-mono">{trigger_word}</bdi>
					{newest && <span>{say("newest", { n: newest.version })}</span>}
				</span>
			</span>
			<Icon name="next" className="size-4.5 text-muted" />
		</Link>
	);
}
