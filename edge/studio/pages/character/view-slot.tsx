import type { DatasetJob, DatasetStageStatus } from "../../../contract/documents/reference-datasets.ts";
import type { JobView } from "../../live/truth.ts";
import { classes } from "../../ui/class-names.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Picture } from "../../ui/picture/picture.tsx";
import { shapeOf, useStageName, VIEW_FRAME } from "./stage-name.ts";
import { words } from "./words.ts";

const LOOKS: Record<
	DatasetStageStatus,
	{ icon: IconName; said: DatasetStageStatus; words: string; frame: string }
> = {
	pending: { icon: "clock", said: "pending", words: "text-muted", frame: "ring-line" },
	in_progress: { icon: "play", said: "in_progress", words: "text-accent", frame: "ring-accent" },
	completed: { icon: "check", said: "completed", words: "text-good", frame: "ring-good" },
	error: { icon: "warning", said: "error", words: "text-bad", frame: "ring-bad" },
};

interface Props {
	name: string;
	stage: DatasetJob["stages"][number];
	view: JobView | undefined;
}

/** The place of a view that is made, or waits for that. */
export function ViewSlot({ name, stage, view }: Props) {
	const say = words.use();
	const stageName = useStageName();
	const tasks = view?.job.stages.find(({ key }) => key === stage.key)?.tasks ?? [];
	const task = tasks.at(-1);
	const picture = tasks.flatMap(({ outputs }) => outputs).find(({ id }) => id === stage.asset);
	const tick = view?.job.progress.find((one) => one.task === task?.id);
	const look = LOOKS[stage.status];
	return (
		<li data-stage={stage.key} data-stage-status={stage.status} className="min-w-0">
			<div className={classes("rounded-lg ring-2 transition-shadow", look.frame)}>
				<Picture
					src={picture?.url}
					preview={task && view?.previews[task.id]?.url}
					alt={say("view", { name, stage: stageName(stage.key) })}
					{...shapeOf(stage.key)}
					developing={stage.status === "in_progress"}
					className={VIEW_FRAME}
				/>
			</div>
			<p className="mt-2 font-medium">{stageName(stage.key)}</p>
			<p className={classes("flex items-center gap-1.5 text-sm font-medium", look.words)}>
				<Icon name={look.icon} className="size-4" />
				{say(look.said)}
			</p>
			<p className="figures h-5 truncate text-xs text-muted">
				{tick &&
					(tick.step !== null && tick.steps !== null
						? say("step", { node: tick.node_title ?? "", step: tick.step, steps: tick.steps })
						: tick.node_title)}
			</p>
		</li>
	);
}
