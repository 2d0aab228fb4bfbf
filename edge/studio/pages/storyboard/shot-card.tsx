import type { ShotResource } from "../../../contract/projects/projects.ts";
import type { BoardView } from "../../live/board.ts";
import { useFormat } from "../../words/format.ts";
import { ShotActions } from "./shot-actions.tsx";
import { ShotPicture } from "./shot-picture.tsx";
import { ShotBadge } from "./shot-status.tsx";
import { PromptText, SentenceText } from "./shot-texts.tsx";

interface Props {
	view: BoardView;
	shot: ShotResource;
	n: number;
	onEnlarge(): void;
}

/** A shot on the board: its picture, its sentence, and what is to be seen. */
export function ShotCard({ view, shot, n, onEnlarge }: Props) {
	const format = useFormat();
	return (
		<article>
			<ShotPicture view={view} shot={shot} n={n} onEnlarge={onEnlarge} />
			<div className="mt-2 flex items-center gap-3">
				<span className="figures grid size-6 place-items-center rounded-full bg-raised text-xs font-semibold">
					{format.number(n)}
				</span>
				<span className="min-w-0 flex-1">
					<ShotBadge shot={shot} />
				</span>
				<ShotActions view={view} shot={shot} n={n} />
			</div>
			<div className="-mx-1.5">
				<SentenceText shot={shot} n={n} />
				<PromptText shot={shot} n={n} />
			</div>
			{shot.error && <p className="mt-1 text-sm text-bad [overflow-wrap:anywhere]">{shot.error.message}</p>}
		</article>
	);
}
