import type { BoardView } from "../../live/board.ts";
import { classes } from "../../ui/class-names.ts";
import { ShotCard } from "./shot-card.tsx";

interface Props {
	view: BoardView;
	onEnlarge(n: number): void;
}

/** Of more shots than that, those that cannot be seen are not drawn. */
const ALL_DRAWN = 30;

/** The script as a board: a picture over each sentence. */
export function ShotGrid({ view, onEnlarge }: Props) {
	return (
		<ol className="grid gap-x-5 gap-y-8 sm:grid-cols-2 xl:grid-cols-3">
			{view.shots.map((shot, at) => (
				<li
					key={shot.id}
					data-shot={shot.id}
					className={classes(
						"min-w-0",
						view.shots.length > ALL_DRAWN && "[contain-intrinsic-size:auto_22rem] [content-visibility:auto]",
					)}
				>
					<ShotCard view={view} shot={shot} n={at + 1} onEnlarge={() => onEnlarge(at + 1)} />
				</li>
			))}
		</ol>
	);
}
