import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useShortcuts } from "../../app/frame/shortcuts.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link, useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { IconButton } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Icon } from "../../ui/icon.tsx";
import { QualityBadge } from "../../ui/picture/quality-badge.tsx";
import { useFormat } from "../../words/format.ts";
import { neighbours } from "../gallery/use-gallery.ts";
import { Actions } from "./actions.tsx";
import { FactsOfPicture } from "./facts-of-picture.tsx";
import { Lineage } from "./lineage.tsx";
import { Parameters } from "./parameters.tsx";
import { Prompt } from "./prompt.tsx";
import { Show } from "./show.tsx";
import { usePicture } from "./use-picture.ts";
import { words } from "./words.ts";

export default function PicturePage({ params, title }: PageProps) {
	const say = words.use();
	const format = useFormat();
	const { go } = useRouter();
	const id = params.id ?? "";
	const { asset: query, sidecar, task } = usePicture(id);
	const { before, after } = neighbours(useQueryClient(), id);
	useShortcuts(
		useMemo(() => {
			const to = (other: string | null) => () => {
				if (other !== null) go(`/gallery/${other}`, { replace: true });
			};
			const leave = () => go("/gallery");
			return { j: to(after), k: to(before), Escape: leave };
		}, [before, after, go]),
	);
	const head = (
		<div className="mb-4 flex min-h-10 items-center justify-between gap-4">
			<Link
				to="/gallery"
				className="inline-flex items-center gap-1 rounded text-sm font-medium text-muted hover:text-ink"
			>
				<Icon name="back" className="size-4" />
				{say("back")}
			</Link>
			{(before !== null || after !== null) && (
				<div className="flex gap-1">
					<IconButton
						icon="back"
						label={say("previous")}
						disabled={before === null}
						className="disabled:opacity-40"
						onClick={() => go(`/gallery/${before}`, { replace: true })}
					/>
					<IconButton
						icon="next"
						label={say("next")}
						disabled={after === null}
						className="disabled:opacity-40"
						onClick={() => go(`/gallery/${after}`, { replace: true })}
					/>
				</div>
			)}
		</div>
	);
	if (query.isPending)
		return (
			<>
				{head}
				<div className="grid gap-8 lg:grid-cols-[1fr_20rem]">
					<Skeleton className="aspect-square w-full rounded-xl" />
					<Skeleton className="h-96 w-full" />
				</div>
			</>
		);
	if (!query.data) return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />;
	const asset = query.data;
	const name = say("picture_of", { when: format.moment(asset.created_at) });
	return (
		<>
			{head}
			<h1 className="sr-only">{`${title}: ${name}`}</h1>
			<div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:grid-rows-[auto_1fr]">
				<Show asset={asset} alt={name} />
				<div className="min-w-0 space-y-6 lg:col-start-2 lg:row-span-2 lg:row-start-1">
					<Actions asset={asset} task={task} />
					<Prompt prompt={sidecar.data?.parameters.prompt} />
					<QualityBadge quality={asset.quality} />
					<FactsOfPicture asset={asset} sidecar={sidecar.data} task={task} />
					{sidecar.data && <Parameters parameters={sidecar.data.parameters} />}
				</div>
				<div className="min-w-0 space-y-6 empty:hidden">
					<Lineage asset={asset} task={task} />
				</div>
			</div>
		</>
	);
}
