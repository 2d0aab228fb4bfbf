import type { ProgressTick } from "../../../../contract/jobs/events.ts";
import { isTerminal } from "../../../../contract/status.ts";
import type { JobView } from "../../../live/truth.ts";
import { Progress } from "../../../ui/feedback/progress.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { Picture } from "../../../ui/picture/picture.tsx";
import { QualityBadge } from "../../../ui/picture/quality-badge.tsx";
import { shell } from "../../../words/shell.ts";
import type { Stage, Task } from "../data/places.ts";
import { words } from "../words.ts";
import { OutputView } from "./output-view.tsx";

interface Props {
	stage: Stage;
	/** What the stage is called, for people. */
	name: string;
	task: Task;
	view: JobView;
	shape?: { width: number; height: number } | undefined;
}

/** The place of one task: what it made, or how the first of it develops. */
export function TaskSlot({ stage, name, task, view, shape }: Props) {
	const say = words.use();
	const tick = view.job.progress.find((one) => one.task === task.id && one.epoch === task.epoch);
	const preview = view.previews[task.id]?.url;
	const alt = (n: number) => say("picture", { stage: name, n });
	if (task.outputs.length === 0) {
		const { width, height } = shape ?? { width: 1, height: 1 };
		return (
			<li data-task={task.id}>
				<Picture
					preview={preview}
					alt={alt(task.index + 1)}
					width={width}
					height={height}
					developing={task.status === "running"}
				/>
				<SlotLine task={task} tick={tick} label={alt(task.index + 1)} />
			</li>
		);
	}
	return task.outputs.map((output, i) => (
		<li key={i === 0 ? "first" : output.id} data-task={task.id} className="relative">
			<OutputView
				output={output}
				preview={i === 0 ? preview : undefined}
				alt={alt(task.index + i + 1)}
				shape={shape}
			/>
			<QualityBadge quality={output.quality} />
			{stage.chosen?.includes(output.id) && (
				<span className="absolute start-2 top-2 inline-flex items-center gap-1 rounded-full bg-accent px-2.5 py-1 text-xs font-medium text-on-accent">
					<Icon name="check" className="size-3.5" />
					{say("chosen")}
				</span>
			)}
			{task.verdict?.result === "outdone" && (
				<span className="mt-2 inline-flex rounded-full bg-raised px-2.5 py-1 text-xs font-medium text-muted">
					{say("outdone")}
				</span>
			)}
			{task.verdict && task.verdict.result !== "pass" && (
				<p className="mt-2 text-xs text-muted [overflow-wrap:anywhere]">{task.verdict.note}</p>
			)}
		</li>
	));
}

/** What the task is at: its node and step, why it failed, or that it waits. */
function SlotLine({ task, tick, label }: { task: Task; tick: ProgressTick | undefined; label: string }) {
	const say = words.use();
	const states = shell.use();
	if (task.error && isTerminal(task.status))
		return <p className="mt-2 text-xs text-bad [overflow-wrap:anywhere]">{task.error.message}</p>;
	if (!tick || isTerminal(task.status))
		return (
			<p className="mt-2 text-xs text-muted">
				{states(task.status)}
				{task.attempts > 1 && ` · ${say("try_of", { n: task.attempts, all: task.max_attempts })}`}
			</p>
		);
	return (
		<div className="mt-2">
			<Progress label={label} value={tick.percent === 0 ? null : tick.percent} />
			<p className="figures mt-1 text-xs text-muted" data-node-line>
				<span className="block truncate" dir="auto">
					{tick.step !== null && tick.steps !== null
						? say("step", { node: tick.node_title ?? "", step: tick.step, steps: tick.steps })
						: (tick.node_title ?? states(task.status))}
				</span>
				{tick.nodes_total > 0 && (
					<span className="block">
						{say("node_of", { n: Math.min(tick.nodes_done + 1, tick.nodes_total), all: tick.nodes_total })}
					</span>
				)}
			</p>
		</div>
	);
}
