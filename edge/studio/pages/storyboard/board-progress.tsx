import type { BoardView } from "../../live/board.ts";
import { Progress } from "../../ui/feedback/progress.tsx";
import { words } from "./words.ts";

/** How many pictures are of their shots as they are. */
export function BoardProgress({ view: { shots } }: { view: BoardView }) {
	const say = words.use();
	const done = shots.filter(({ is_image_dirty }) => !is_image_dirty).length;
	return (
		<div className="mb-6">
			<Progress label={say("overall")} value={(done / shots.length) * 100} className="h-1.5" />
			<p className="figures mt-2 text-sm text-muted">{say("done_of", { n: done, all: shots.length })}</p>
		</div>
	);
}
