import type { JobResource } from "../../../contract/jobs.ts";
import { isTerminal } from "../../../contract/status.ts";
import type { JobView } from "../../live/truth.ts";
import { Picture } from "../../ui/picture.tsx";
import { Progress } from "../../ui/progress.tsx";
import { shell } from "../../words/shell.ts";
import { words } from "./words.ts";

type Task = JobResource["stages"][number]["tasks"][number];

/** The place of one task: its pictures, or how the first of them develops. */
export function TaskSlot({ stage, task, view }: { stage: string; task: Task; view: JobView }) {
	const say = words.use();
	const states = shell.use();
	const tick = view.job.progress.find((one) => one.task === task.id && one.epoch === task.epoch);
	const pictures = task.outputs.filter(({ kind }) => kind === "image");
	const preview = view.previews[task.id];
	const alt = (n: number) => say("picture", { stage, n });
	const slots = pictures.length === 0 ? [undefined] : pictures;
	return (
		<>
			{slots.map((picture, i) => (
				<li key={i === 0 ? "first" : picture?.id} data-task={task.id}>
					<a
						href={picture?.url}
						target="_blank"
						rel="noreferrer"
						className="block rounded-lg"
						aria-label={picture && alt(task.index + i + 1)}
					>
						<Picture
							src={picture?.url}
							preview={i === 0 ? preview?.url : undefined}
							alt={alt(task.index + i + 1)}
							width={picture?.width ?? null}
							height={picture?.height ?? null}
							developing={!isTerminal(task.status)}
						/>
					</a>
					{tick && pictures.length === 0 && (
						<div className="mt-2">
							<Progress label={alt(task.index + 1)} value={tick.percent === 0 ? null : tick.percent} />
							<p className="figures mt-1 flex justify-between gap-3 text-xs text-muted">
								<span className="truncate">
									{tick.step !== null && tick.steps !== null
										? say("step", { node: tick.node_title ?? "", step: tick.step, steps: tick.steps })
										: tick.node_title}
								</span>
								<span className="whitespace-nowrap">
									{say("node_of", { done: tick.nodes_done, all: tick.nodes_total })}
								</span>
							</p>
						</div>
					)}
					{!tick && pictures.length === 0 && <p className="mt-2 text-xs text-muted">{states(task.status)}</p>}
				</li>
			))}
		</>
	);
}
