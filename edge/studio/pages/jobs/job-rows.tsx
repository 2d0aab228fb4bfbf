import type { JobSummary } from "../../../contract/jobs/jobs.ts";
import { Link } from "../../app/routing/router.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { StatusBadge } from "../../ui/feedback/status-badge.tsx";
import { Ago, Duration } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { promptOf, sourceOf } from "../job-names.ts";
import { words } from "./words.ts";

/** Jobs, one a row: what was asked for, how it stands, when and for how long. */
export function JobRows({ jobs }: { jobs: readonly JobSummary[] }) {
	return (
		<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
			{jobs.map((job) => (
				<li key={job.id}>
					<JobRow job={job} />
				</li>
			))}
		</ul>
	);
}

function JobRow({ job }: { job: JobSummary }) {
	const say = words.use();
	const source = sourceOf(job) ?? say("raw_graph");
	const prompt = promptOf(job);
	return (
		<Link
			to={`/jobs/${job.id}`}
			data-job={job.id}
			className="flex items-center gap-4 px-4 py-3.5 transition -outline-offset-2 hover:bg-raised sm:px-5"
		>
			<div className="min-w-0 flex-1">
				<p className="truncate font-medium" dir="auto">
					{prompt ?? source}
				</p>
				<p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-sm text-muted">
					{prompt !== null && <span className="truncate">{source}</span>}
					<Ago time={job.created_at} />
					<span className="sm:hidden">
						<StatusBadge status={job.status} />
					</span>
				</p>
			</div>
			<span className="hidden w-24 text-end text-sm text-muted sm:block">
				{job.started_at !== null && <Duration from={job.started_at} to={job.finished_at} />}
			</span>
			<span className="hidden w-36 sm:block">
				<StatusBadge status={job.status} />
			</span>
			<Icon name="next" className="size-4.5 text-muted" />
		</Link>
	);
}

/** As many rows as fill a screen, while the first page is on its way. */
export function RowSkeletons() {
	return (
		<div className="space-y-px overflow-hidden rounded-xl">
			{[0, 1, 2, 3, 4, 5].map((row) => (
				<Skeleton key={row} className="h-18 w-full rounded-none" />
			))}
		</div>
	);
}
