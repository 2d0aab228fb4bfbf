import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LoraResource } from "../../../contract/training/loras.ts";
import { listLoras } from "../../api/loras.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { MoreButton } from "../../ui/button/more-button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Icon } from "../../ui/icon.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { useFormat } from "../../words/format.ts";
import { UploadDialog } from "./upload-dialog.tsx";
import { words } from "./words.ts";

const PAGE = 50;

export default function LorasPage({ title }: PageProps) {
	const say = words.use();
	const [uploading, setUploading] = useState(false);
	const list = useInfiniteQuery({
		queryKey: ["loras"],
		queryFn: ({ pageParam, signal }) => listLoras({ limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
	});
	const rows = list.data?.pages.flatMap(({ data }) => data) ?? [];
	const actions = (
		<>
			<Button look="primary" icon="upload" onClick={() => setUploading(true)}>
				{say("upload")}
			</Button>
			<Link to="/trainings/new" className={buttonClasses()}>
				<Icon name="curve" className="size-4.5" />
				{say("train")}
			</Link>
		</>
	);
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={rows.length > 0 && actions} />
			{list.isPending && <Skeleton className="h-40 w-full rounded-xl" />}
			{list.isError && rows.length === 0 && (
				<LoadFailed error={list.error} onRetry={() => void list.refetch()} />
			)}
			{list.isSuccess && rows.length === 0 && (
				<EmptyState icon="layers" title={say("empty_title")} text={say("empty_text")}>
					{actions}
				</EmptyState>
			)}
			{rows.length > 0 && (
				<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
					{rows.map((lora) => (
						<li key={lora.name}>
							<Row lora={lora} />
						</li>
					))}
				</ul>
			)}
			<MoreButton list={list} words={say("more")} />
			<UploadDialog open={uploading} onClose={() => setUploading(false)} />
		</>
	);
}

/** A LoRA on one row: what it is called and recommended as, for which models, and how it may be used. */
function Row({ lora: { name, promoted, awaits, trigger_word, licence, versions } }: { lora: LoraResource }) {
	const say = words.use();
	const format = useFormat();
	const shown = versions.find(({ version }) => version === promoted) ?? versions[0];
	return (
		<Link
			to={`/loras/${name}`}
			data-lora={name}
			className="flex items-center gap-4 px-4 py-3.5 -outline-offset-2 transition hover:bg-raised sm:px-5"
		>
			<span className="min-w-0 flex-1">
				<span className="flex flex-wrap items-center gap-x-3">
					<bdi className="font-medium [overflow-wrap:anywhere]">{shown?.reference ?? name}</bdi>
					{awaits !== null && (
						<span className="inline-flex items-center gap-1.5 text-sm font-medium text-accent">
							<Icon name="curve" className="size-4" />
							{say("awaits")}
						</span>
					)}
				</span>
				<span className="figures mt-0.5 flex flex-wrap gap-x-4 text-sm text-muted">
					{shown && <bdi>{shown.family}</bdi>}
					{trigger_word !== null && <bdi className="font-mono text-xs leading-5">{trigger_word}</bdi>}
					{versions.length > 1 && <span>{say("versions", { n: versions.length })}</span>}
					{shown && <span>{format.bytes(shown.size)}</span>}
					{licence !== null && (
						<span className="max-w-60 truncate" dir="auto">
							{licence}
						</span>
					)}
				</span>
			</span>
			<Icon name="next" className="size-4.5 text-muted" />
		</Link>
	);
}
