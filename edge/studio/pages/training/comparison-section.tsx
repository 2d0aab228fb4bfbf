import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isTerminal } from "../../../contract/status.ts";
import type { ComparisonResource } from "../../../contract/training/comparisons.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { Link } from "../../app/routing/router.tsx";
import { Button } from "../../ui/button/button.tsx";
import { Progress } from "../../ui/feedback/progress.tsx";
import { StatusBadge } from "../../ui/feedback/status-badge.tsx";
import { JobError } from "../job/job-error.tsx";
import { CompareDialog } from "./compare-dialog.tsx";
import { ComparisonGrid } from "./comparison-grid.tsx";
import { useComparison, useComparisonJob } from "./queries.ts";
import { words } from "./words.ts";

/** Checkpoints side by side, by pictures that differ in nothing but the LoRA, and what the figures speak for. */
export function ComparisonSection({ training }: { training: TrainingResource }) {
	const say = words.use();
	const [asking, setAsking] = useState(false);
	const { data, error } = useComparison(training.id, training.comparison);
	const weights =
		training.checkpoints.filter(({ lora }) => lora !== null).length + (training.weights === null ? 0 : 1);
	if (weights === 0) return null;
	return (
		<section aria-labelledby="comparison">
			<div className="mb-3 flex flex-wrap items-center justify-between gap-3">
				<h2 id="comparison" className="text-lg font-semibold">
					{say("comparison")}
				</h2>
				<Button icon="compare" onClick={() => setAsking(true)}>
					{data ? say("compare_again") : say("compare")}
				</Button>
			</div>
			{!data && training.comparison === null && (
				<p className="max-w-2xl text-pretty text-muted">{say("compare_text")}</p>
			)}
			{error && <p className="font-medium text-bad">{error.message}</p>}
			{data && <Comparison comparison={data} />}
			<CompareDialog training={training} weights={weights} open={asking} onClose={() => setAsking(false)} />
		</section>
	);
}

function Comparison({ comparison }: { comparison: ComparisonResource }) {
	const say = words.use();
	const { id, training, status, cells, recommended, report } = comparison;
	const job = useComparisonJob(training, id, useQueryClient());
	const made = cells.filter(({ asset }) => asset !== null).length;
	return (
		<div className="space-y-4" data-comparison={status}>
			<p className="figures flex flex-wrap items-center gap-x-4 text-sm text-muted">
				<Link to={`/jobs/${id}`} className="rounded">
					<StatusBadge status={status} />
				</Link>
				<span>{say("pictures_of", { n: made, all: cells.length })}</span>
			</p>
			{!isTerminal(status) && (
				<Progress label={say("comparison")} value={(100 * made) / cells.length} className="max-w-72" />
			)}
			{job?.error && <JobError error={job.error} />}
			{isTerminal(status) && (
				<p className="font-medium" data-recommended={recommended ?? "none"}>
					{recommended === null ? say("recommends_none") : say("recommends", { n: recommended })}
				</p>
			)}
			<ComparisonGrid comparison={comparison} />
			<details className="rounded-xl border border-line bg-sheet">
				<summary className="cursor-pointer rounded-xl px-4 py-3 font-medium">{say("report")}</summary>
				<p className="border-t border-line p-4 text-sm whitespace-pre-line" dir="ltr">
					{report}
				</p>
			</details>
		</div>
	);
}
