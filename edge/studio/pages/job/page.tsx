import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { isTerminal } from "../../../contract/status.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link } from "../../app/routing/router.tsx";
import { NotifyButton } from "../../app/session/notifications.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { useJob } from "../../live/jobs.ts";
import { buttonClasses } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { StatusBadge } from "../../ui/feedback/status-badge.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { promptOf, sourceOf } from "../job-names.ts";
import { Announcer } from "./announcer.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { GatePanel } from "./gate/gate-panel.tsx";
import { JobError } from "./job-error.tsx";
import { JobFacts } from "./job-facts.tsx";
import { OverallBar } from "./progress/overall-bar.tsx";
import { QueueNote } from "./progress/queue-note.tsx";
import { useTabProgress } from "./progress/tab-progress.ts";
import { Records } from "./records/records.tsx";
import { RetryButton } from "./retry-button.tsx";
import { StageStrip } from "./stages/stage-strip.tsx";
import { words } from "./words.ts";

/** How often a job that waits is asked for its place in the queue, which no event tells, in milliseconds. */
const PLACE_MS = 5000;

export default function JobPage({ params, title }: PageProps) {
	const say = words.use();
	const id = params.id ?? "";
	const { data: view, isPending, error, refetch } = useJob(id);
	const name = (view && (promptOf(view.job) ?? sourceOf(view.job))) ?? title;
	useTabProgress(view?.job, name);
	useQueuePlace(id, view?.job.status === "queued");
	const watched = useEver(view !== undefined && !isTerminal(view.job.status));
	const back = (
		<Link
			to="/jobs"
			className="mb-4 inline-flex items-center gap-1 rounded text-sm font-medium text-muted hover:text-ink"
		>
			<Icon name="back" className="size-4" />
			{say("back")}
		</Link>
	);
	if (isPending) {
		return (
			<>
				{back}
				<Skeleton className="mb-6 h-10 w-2/3" />
				<Skeleton className="h-80 w-full" />
			</>
		);
	}
	if (!view) return <LoadFailed error={error} onRetry={() => void refetch()} />;
	const { job } = view;
	const goesOn = !isTerminal(job.status);
	return (
		<>
			{back}
			<PageHead
				title={name}
				lead={
					<span className="flex flex-wrap items-center gap-x-4 gap-y-1">
						<StatusBadge status={job.awaiting ? "awaiting_approval" : job.status} />
						{promptOf(job) !== null && sourceOf(job)}
						{job.imported && <span>{say("imported")}</span>}
						{job.retry_of !== null && (
							<Link to={`/jobs/${job.retry_of}`} className="rounded underline underline-offset-3">
								{say("retry_of")}
							</Link>
						)}
					</span>
				}
				actions={
					goesOn ? (
						<>
							<CancelButton job={job} />
							{/* On a desk it stands in the menu. */}
							<span className="text-sm md:hidden">
								<NotifyButton />
							</span>
						</>
					) : (
						<JobActions job={job} />
					)
				}
			/>
			<Announcer job={job} />
			{watched && <OverallBar job={job} />}
			<QueueNote job={job} />
			{job.error && <JobError error={job.error} />}
			<GatePanel job={job} />
			<div className="grid gap-8 lg:grid-cols-[1fr_15rem]">
				<StageStrip view={view} />
				<JobFacts job={job} />
			</div>
			<Records job={job} />
		</>
	);
}

/** What can be done with a job that has ended. */
function JobActions({ job }: { job: JobResource }) {
	const say = words.use();
	return (
		<>
			{(job.pipeline ?? job.workflow) !== "graph" && (
				<Link to={`/new?from=${job.id}`} className={buttonClasses()}>
					<Icon name="spark" className="size-4.5" />
					{say("remix")}
				</Link>
			)}
			<RetryButton job={job} />
		</>
	);
}

/** Whether something was so at any time since the page was opened: what stood there for it keeps its room, so that nothing jumps. */
function useEver(now: boolean): boolean {
	const [ever, setEver] = useState(now);
	if (now && !ever) setEver(true);
	return ever || now;
}

function useQueuePlace(id: string, waits: boolean): void {
	const queries = useQueryClient();
	useEffect(() => {
		if (!waits) return;
		const timer = setInterval(() => void queries.invalidateQueries({ queryKey: ["job", id] }), PLACE_MS);
		return () => clearInterval(timer);
	}, [queries, id, waits]);
}
