import { useQuery } from "@tanstack/react-query";
import type { CharacterResource } from "../../../contract/characters/characters.ts";
import { jobsOfCharacter, picturesOfCharacter } from "../../api/characters.ts";
import { Link } from "../../app/routing/router.tsx";
import { StatusBadge } from "../../ui/feedback/status-badge.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { Picture } from "../../ui/picture/picture.tsx";
import { promptOf, sourceOf } from "../job-names.ts";
import { words } from "./words.ts";

/** Jobs and pictures that are shown: the newest. */
const LISTED = 12;
const PICTURES = 12;
/** While something of it runs the list is asked for this often, in milliseconds. */
const POLL_MS = 5000;

/** What was made with a character: the pictures, and the jobs they come from. */
export function Jobs({ character }: { character: CharacterResource }) {
	const say = words.use();
	const { data } = useQuery({
		queryKey: ["character-jobs", character.id],
		queryFn: ({ signal }) => jobsOfCharacter(character.id, LISTED, signal),
		refetchInterval: POLL_MS,
	});
	const jobs = data?.data ?? [];
	return (
		<>
			<Pictures character={character} />
			<section>
				<h2 className="mb-3 text-lg font-semibold">{say("jobs")}</h2>
				{data && jobs.length === 0 && <p className="text-muted">{say("jobs_none")}</p>}
				{jobs.length > 0 && (
					<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
						{jobs.map((job) => (
							<li key={job.id}>
								<Link
									to={`/jobs/${job.id}`}
									className="flex items-center gap-4 px-4 py-3 -outline-offset-2 hover:bg-raised"
								>
									<span className="min-w-0 flex-1 truncate" dir="auto">
										{sourceOf(job) ?? promptOf(job) ?? say("raw_graph")}
									</span>
									<span className="text-sm text-muted max-sm:hidden">
										<Ago time={job.created_at} />
									</span>
									<StatusBadge status={job.status} />
								</Link>
							</li>
						))}
					</ul>
				)}
			</section>
		</>
	);
}

function Pictures({ character }: { character: CharacterResource }) {
	const say = words.use();
	const { data } = useQuery({
		queryKey: ["character-pictures", character.id],
		queryFn: ({ signal }) => picturesOfCharacter(character.id, PICTURES, signal),
	});
	const pictures = data?.data ?? [];
	if (pictures.length === 0) return null;
	return (
		<section>
			<h2 className="mb-3 text-lg font-semibold">{say("pictures")}</h2>
			<ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-4">
				{pictures.map((picture, i) => (
					<li key={picture.id} className="[content-visibility:auto]">
						<Link to={`/jobs/${picture.job}`} className="block rounded-lg">
							<Picture
								src={picture.thumbnails?.large ?? picture.url}
								alt={say("picture", { name: character.name, n: i + 1 })}
							/>
						</Link>
					</li>
				))}
			</ul>
		</section>
	);
}
