import { useQuery } from "@tanstack/react-query";
import type { ProjectResource } from "../../../contract/projects/projects.ts";
import { listShots } from "../../api/projects.ts";
import { Link } from "../../app/routing/router.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { Picture } from "../../ui/picture/picture.tsx";
import { thumbnailOf } from "../shot-picture.ts";
import { words } from "./words.ts";

export const CARD_GRID = "grid gap-5 sm:grid-cols-2 lg:grid-cols-3";
/** Shots whose pictures stand for the whole. */
const SHOWN = 4;

/** A storyboard by its first pictures, its name and its first sentence. */
export function ProjectCard({ project }: { project: ProjectResource }) {
	const say = words.use();
	const { data } = useQuery({
		queryKey: ["first-shots", project.id],
		queryFn: ({ signal }) => listShots(project.id, SHOWN, signal),
	});
	const shots = data?.data ?? [];
	const places = [0, 1, 2, 3].map((at) => shots[at]);
	return (
		<Link
			to={`/storyboards/${project.id}`}
			data-project={project.id}
			className="group block overflow-hidden rounded-xl border border-line bg-sheet transition hover:border-edge"
		>
			<div className="grid grid-cols-2 gap-px bg-line">
				{places.map((shot, at) => {
					const src = shot && thumbnailOf(shot, "256");
					const key = shot?.id ?? at;
					return src ? (
						<Picture key={key} src={src} alt="" width={16} height={9} className="rounded-none!" />
					) : (
						<div key={key} className="aspect-video bg-easel" />
					);
				})}
			</div>
			<div className="px-4 py-3.5">
				<p className="truncate font-semibold">
					<bdi>{project.name}</bdi>
				</p>
				<p className="h-5 truncate text-sm text-muted">
					<bdi>{data && (shots[0]?.sentence ?? say("no_shots"))}</bdi>
				</p>
				<p className="mt-1 text-sm text-muted">
					<Ago time={project.updated_at} />
				</p>
			</div>
		</Link>
	);
}

/** As many as fill a screen, while the first page is on its way. */
export function CardSkeletons() {
	return (
		<div className={CARD_GRID}>
			{[0, 1, 2].map((card) => (
				<Skeleton key={card} className="h-72 w-full rounded-xl" />
			))}
		</div>
	);
}
