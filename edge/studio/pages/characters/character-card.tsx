import type { CharacterResource } from "../../../contract/characters/characters.ts";
import { Link } from "../../app/routing/router.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Portrait } from "../portrait.tsx";
import { words } from "./words.ts";

export const CARD_GRID = "grid grid-cols-2 gap-4 sm:grid-cols-3 sm:gap-5 lg:grid-cols-4";

/** Somebody's face and name, and what is said of them. */
export function CharacterCard({ character }: { character: CharacterResource }) {
	const say = words.use();
	const { id, name, prompt, references_version } = character;
	return (
		<Link to={`/characters/${id}`} data-character={id} className="group block rounded-xl">
			<Portrait
				character={character}
				className="rounded-xl border border-line transition group-hover:border-edge"
			/>
			<p className="mt-2.5 truncate font-semibold">
				<bdi>{name}</bdi>
			</p>
			<p className="line-clamp-2 text-sm text-muted">
				<bdi>{prompt === "" ? say("no_looks") : prompt}</bdi>
			</p>
			{references_version === 0 && (
				<p className="mt-1 text-xs font-medium text-warn">{say("no_references")}</p>
			)}
		</Link>
	);
}

/** As many as fill a screen, while the first page is on its way. */
export function CardSkeletons() {
	return (
		<div className={CARD_GRID}>
			{[0, 1, 2, 3].map((card) => (
				<div key={card}>
					<Skeleton className="aspect-square w-full rounded-xl" />
					<Skeleton className="mt-2.5 h-5 w-2/3" />
				</div>
			))}
		</div>
	);
}
