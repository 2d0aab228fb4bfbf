import type { JobView } from "../../../live/truth.ts";
import { StatusBadge } from "../../../ui/feedback/status-badge.tsx";
import { Picture } from "../../../ui/picture/picture.tsx";
import { isStrip, placesOf, type Stage } from "../data/places.ts";
import { useStageName } from "../data/stage-name.ts";
import { words } from "../words.ts";
import { AdoptedOutputs } from "./adopted-outputs.tsx";
import { EarlierTakes } from "./earlier-takes.tsx";
import { TaskSlot } from "./task-slot.tsx";

/** The shape of a place in the strip: the same for all, so that nothing moves when a picture comes. */
const PLACE = { width: 3, height: 4 };

/** The stages of a job in their order, each with a place for everything that it makes. */
export function StageStrip({ view }: { view: JobView }) {
	const say = words.use();
	const { stages, awaiting } = view.job;
	// What is being decided about stands with the decision.
	const isDecided = ({ key }: Stage) => key === awaiting?.stage;
	return (
		<section aria-label={say("stages")} className="min-w-0 space-y-8">
			{isStrip(stages) ? (
				<ol className="grid grid-cols-2 gap-x-4 gap-y-6 lg:grid-cols-4">
					{stages.map((stage) => (
						<StripPlace key={stage.key} stage={stage} view={view} />
					))}
				</ol>
			) : (
				<>
					{stages.length > 1 && <StageRail stages={stages} />}
					{stages
						.filter((stage) => !isDecided(stage))
						.filter(
							({ tasks, adopted_from, chosen }) =>
								tasks.length > 0 || (adopted_from !== null && chosen?.length),
						)
						.map((stage) => (
							<StageSection key={stage.key} stage={stage} view={view} alone={stages.length === 1} />
						))}
				</>
			)}
		</section>
	);
}

/** A stage of one picture, in a row with the others. */
function StripPlace({ stage, view }: { stage: Stage; view: JobView }) {
	const name = useStageName()(stage);
	const [task] = placesOf(stage);
	return (
		<li data-stage={stage.key} className="min-w-0">
			<header className="mb-2 flex items-center justify-between gap-x-3">
				<h2 className="font-semibold">{name}</h2>
				{/* Of two lines, it would push its picture below those beside it. */}
				<StatusBadge brief status={stage.status} />
			</header>
			<ul>
				{task ? (
					<TaskSlot stage={stage} name={name} task={task} view={view} shape={PLACE} />
				) : stage.adopted_from === null ? (
					<li>
						<Picture alt="" {...PLACE} />
					</li>
				) : (
					<AdoptedOutputs stage={stage} name={name} shape={PLACE} />
				)}
			</ul>
			<EarlierTakes stage={stage} name={name} />
		</li>
	);
}

/** All stages of a long job at a glance. */
function StageRail({ stages }: { stages: readonly Stage[] }) {
	const nameOf = useStageName();
	return (
		<ol className="flex flex-wrap gap-2">
			{stages.map((stage) => (
				<li
					key={stage.key}
					data-stage={stage.key}
					className="flex items-center gap-2 rounded-lg border border-line bg-sheet px-3 py-1.5 sm:gap-3"
				>
					<span className="text-sm">{nameOf(stage)}</span>
					<StatusBadge brief status={stage.status} />
				</li>
			))}
		</ol>
	);
}

function StageSection({ stage, view, alone }: { stage: Stage; view: JobView; alone: boolean }) {
	const name = useStageName()(stage);
	const tasks = placesOf(stage);
	const one = tasks.length === 1 && (tasks[0]?.outputs.length ?? 0) <= 1;
	return (
		<article {...(alone ? { "data-stage": stage.key } : {})}>
			{!alone && (
				<header className="mb-3 flex items-center justify-between gap-4">
					<h2 className="font-semibold">{name}</h2>
					<StatusBadge status={stage.status} />
				</header>
			)}
			<ul className={`grid gap-4 ${one ? "max-w-xl" : "grid-cols-2 xl:grid-cols-3"}`}>
				{tasks.map((task) => (
					<TaskSlot key={task.id} stage={stage} name={name} task={task} view={view} />
				))}
				{tasks.length === 0 && <AdoptedOutputs stage={stage} name={name} />}
			</ul>
			<EarlierTakes stage={stage} name={name} />
		</article>
	);
}
