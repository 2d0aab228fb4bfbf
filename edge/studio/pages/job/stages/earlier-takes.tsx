import { QualityBadge } from "../../../ui/picture/quality-badge.tsx";
import { placesOf, type Stage } from "../data/places.ts";
import { words } from "../words.ts";
import { OutputView } from "./output-view.tsx";

/** What a stage made before what counts now: refused by its checks, outdone, or made anew for a person. Nothing where there is none. */
export function EarlierTakes({ stage, name }: { stage: Stage; name: string }) {
	const say = words.use();
	const now = new Set(placesOf(stage).map(({ id }) => id));
	const earlier = stage.tasks.filter(({ id, outputs }) => !now.has(id) && outputs.length > 0);
	if (earlier.length === 0) return null;
	return (
		<details data-earlier={stage.key} className="mt-4">
			<summary className="min-h-8 cursor-pointer rounded text-sm font-medium text-muted hover:text-ink">
				{say("earlier_takes", { n: earlier.length })}
			</summary>
			<ul className="mt-3 grid grid-cols-2 gap-4 sm:grid-cols-3">
				{earlier.flatMap((task) =>
					task.outputs.map((output, i) => (
						<li key={output.id}>
							<OutputView output={output} alt={say("picture", { stage: name, n: task.index + i + 1 })} />
							<p className="mt-2 text-xs font-medium text-muted">{say("take", { n: task.take })}</p>
							<QualityBadge quality={output.quality} open />
						</li>
					)),
				)}
			</ul>
		</details>
	);
}
