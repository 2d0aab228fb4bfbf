import type { PageProps } from "../../app/routing/route.ts";
import { Link, useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { useBoard } from "../../live/project.ts";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Choice } from "../../ui/form/choice.tsx";
import { Icon } from "../../ui/icon.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { AddButton } from "./add-button.tsx";
import { Announcer } from "./announcer.tsx";
import { BoardActions } from "./board-actions.tsx";
import { BoardProgress } from "./board-progress.tsx";
import { Lightbox } from "./lightbox.tsx";
import { ShotGrid } from "./shot-grid.tsx";
import { ShotTable } from "./shot-table.tsx";
import { words } from "./words.ts";

type Shown = "board" | "table";

export default function StoryboardPage({ params }: PageProps) {
	const say = words.use();
	const { query, go } = useRouter();
	const id = params.id ?? "";
	const { data: view, error, isPending, refetch } = useBoard(id);
	const shown: Shown = query.get("view") === "table" ? "table" : "board";
	const large = Number(query.get("shot") ?? 0);
	const show = (next: Shown, shot = 0) => {
		const parts = [...(next === "table" ? ["view=table"] : []), ...(shot > 0 ? [`shot=${shot}`] : [])];
		go(`/storyboards/${id}${parts.length > 0 ? `?${parts.join("&")}` : ""}`, { replace: true });
	};
	if (isPending) {
		return (
			<>
				<Skeleton className="mb-6 h-10 w-2/3" />
				<Skeleton className="h-96 w-full" />
			</>
		);
	}
	if (!view) return <LoadFailed error={error} onRetry={() => void refetch()} />;
	const { project, shots } = view;
	const enlarge = (n: number) => show(shown, n);
	return (
		<>
			<Link
				to="/storyboards"
				className="mb-4 inline-flex items-center gap-1 rounded text-sm font-medium text-muted hover:text-ink"
			>
				<Icon name="back" className="size-4" />
				{say("back")}
			</Link>
			<PageHead title={project.name} actions={<BoardActions view={view} />} />
			<Announcer view={view} />
			{shots.length === 0 ? (
				<EmptyState icon="board" title={say("empty_title")} text={say("empty_text")}>
					<AddButton project={project} look="primary" />
				</EmptyState>
			) : (
				<>
					<BoardProgress view={view} />
					<div className="mb-5 flex flex-wrap items-center justify-between gap-3">
						<Choice
							label={say("view")}
							value={shown}
							options={[
								["board", say("board")],
								["table", say("table")],
							]}
							onChange={(next) => show(next)}
						/>
						<AddButton project={project} />
					</div>
					{shown === "table" ? (
						<ShotTable view={view} onEnlarge={enlarge} />
					) : (
						<ShotGrid view={view} onEnlarge={enlarge} />
					)}
					<Lightbox
						shots={shots}
						at={large - 1}
						onMove={(at) => enlarge(at + 1)}
						onClose={() => show(shown)}
					/>
				</>
			)}
		</>
	);
}
