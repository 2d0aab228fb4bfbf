import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listProjects } from "../../api/projects.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { MoreButton } from "../../ui/button/more-button.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { CreateDialog } from "./create-dialog.tsx";
import { CARD_GRID, CardSkeletons, ProjectCard } from "./project-card.tsx";
import { words } from "./words.ts";

const PAGE = 24;

export default function StoryboardsPage({ title }: PageProps) {
	const say = words.use();
	const [creating, setCreating] = useState(false);
	const list = useInfiniteQuery({
		queryKey: ["projects"],
		queryFn: ({ pageParam, signal }) => listProjects({ limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (last) => last.next_cursor ?? undefined,
	});
	const projects = list.data?.pages.flatMap(({ data }) => data) ?? [];
	const create = (
		<Button look="primary" icon="plus" onClick={() => setCreating(true)}>
			{say("create")}
		</Button>
	);
	return (
		<>
			<PageHead title={title} lead={say("lead")} actions={projects.length > 0 && create} />
			{list.isPending && <CardSkeletons />}
			{list.isError && projects.length === 0 && (
				<LoadFailed error={list.error} onRetry={() => void list.refetch()} />
			)}
			{list.isSuccess && projects.length === 0 && (
				<EmptyState icon="board" title={say("empty_title")} text={say("empty_text")}>
					{create}
				</EmptyState>
			)}
			{projects.length > 0 && (
				<ul className={CARD_GRID}>
					{projects.map((project) => (
						<li key={project.id}>
							<ProjectCard project={project} />
						</li>
					))}
				</ul>
			)}
			<MoreButton list={list} words={say("more")} />
			<CreateDialog open={creating} onClose={() => setCreating(false)} />
		</>
	);
}
