import { useInfiniteQuery } from "@tanstack/react-query";
import { listTrainings } from "../../api/trainings.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { useFeedState } from "../../live/account-feed.ts";
import { HEAL_MS, POLL_MS } from "../../live/jobs.ts";
import { buttonClasses } from "../../ui/button/button.tsx";
import { MoreButton } from "../../ui/button/more-button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Icon } from "../../ui/icon.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { TrainingRow } from "./training-row.tsx";
import { words } from "./words.ts";

const PAGE = 50;

export default function TrainingsPage({ title }: PageProps) {
	const say = words.use();
	const isLive = useFeedState() === "live";
	const list = useInfiniteQuery({
		// The feed of the account says when something in it has changed.
		queryKey: ["trainings"],
		queryFn: ({ pageParam, signal }) => listTrainings({ limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
		refetchInterval: isLive ? HEAL_MS : POLL_MS,
	});
	const rows = list.data?.pages.flatMap(({ data }) => data) ?? [];
	const begin = (
		<Link to="/trainings/new" className={buttonClasses("primary")}>
			<Icon name="plus" className="size-4.5" />
			{say("create")}
		</Link>
	);
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={rows.length > 0 && begin} />
			{list.isPending && <Skeleton className="h-40 w-full rounded-xl" />}
			{list.isError && rows.length === 0 && (
				<LoadFailed error={list.error} onRetry={() => void list.refetch()} />
			)}
			{list.isSuccess && rows.length === 0 && (
				<EmptyState icon="curve" title={say("empty_title")} text={say("empty_text")}>
					{begin}
					<Link to="/datasets" className={buttonClasses()}>
						{say("to_datasets")}
					</Link>
				</EmptyState>
			)}
			{rows.length > 0 && (
				<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
					{rows.map((training) => (
						<li key={training.id}>
							<TrainingRow training={training} />
						</li>
					))}
				</ul>
			)}
			<MoreButton list={list} words={say("more")} />
		</>
	);
}
