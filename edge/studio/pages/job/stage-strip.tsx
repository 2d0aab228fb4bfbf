import type { JobView } from "../../live/truth.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { stageName } from "./stage-name.ts";
import { TaskSlot } from "./task-slot.tsx";
import { words } from "./words.ts";

/** The stages of a job in their order, each with a place for every picture that it makes. */
export function StageStrip({ view }: { view: JobView }) {
	const say = words.use();
	return (
		<section aria-label={say("stages")} className="min-w-0 space-y-8">
			{view.job.stages.map((stage) => {
				const tasks = stage.tasks.filter(({ take }) => take === stage.take);
				return (
					<article key={stage.key} data-stage={stage.key}>
						<header className="mb-3 flex items-center justify-between gap-4">
							<h2 className="font-semibold">{stageName(stage)}</h2>
							<StatusBadge status={stage.status} />
						</header>
						{tasks.length > 0 && (
							<ul className={`grid gap-4 ${tasks.length === 1 ? "max-w-xl" : "grid-cols-2 xl:grid-cols-3"}`}>
								{tasks.map((task) => (
									<TaskSlot key={task.id} stage={stageName(stage)} task={task} view={view} />
								))}
							</ul>
						)}
					</article>
				);
			})}
		</section>
	);
}
