import { isTerminal } from "../../../contract/status.ts";
import type { TrainingSummary } from "../../../contract/training/trainings.ts";
import { Link } from "../../app/routing/router.tsx";
import { Progress } from "../../ui/feedback/progress.tsx";
import { StatusBadge } from "../../ui/feedback/status-badge.tsx";
import { Ago, Duration, Money } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { words } from "./words.ts";

/** A training on one row: which LoRA, how it stands, how far it is, what it cost, and who trains it. */
export function TrainingRow({ training }: { training: TrainingSummary }) {
	const say = words.use();
	const { id, status, output_name, step, steps, dataset, worker, micro_usd } = training;
	const done = status === "succeeded" ? steps : step;
	return (
		<Link
			to={`/trainings/${id}`}
			data-training={id}
			className="flex items-center gap-4 px-4 py-3.5 -outline-offset-2 transition hover:bg-raised sm:px-5"
		>
			<div className="min-w-0 flex-1">
				<p className="flex flex-wrap items-center gap-x-3">
					<bdi className="font-medium [overflow-wrap:anywhere]">{output_name}</bdi>
					<StatusBadge status={status} />
				</p>
				<p className="figures mt-0.5 flex flex-wrap gap-x-4 text-sm text-muted">
					<span>{say("steps", { n: done, all: steps })}</span>
					{dataset !== null && <bdi>{dataset}</bdi>}
					{worker !== null && <bdi>{worker}</bdi>}
					<span className="sm:hidden">
						<Money microUsd={micro_usd} />
					</span>
					<Ago time={training.created_at} />
				</p>
				{!isTerminal(status) && (
					<Progress label={say("kept")} value={(100 * done) / steps} className="mt-2 max-w-72" />
				)}
			</div>
			<span className="hidden w-20 text-end text-sm text-muted sm:block">
				<Money microUsd={micro_usd} />
			</span>
			<span className="hidden w-24 text-end text-sm text-muted sm:block">
				{training.started_at !== null && <Duration from={training.started_at} to={training.finished_at} />}
			</span>
			<Icon name="next" className="size-4.5 text-muted" />
		</Link>
	);
}
