import { isTerminal } from "../../../contract/status.ts";
import { LoadFailed } from "../../app/load-failed.tsx";
import type { PageProps } from "../../app/route.ts";
import { Link } from "../../app/router.tsx";
import { useJob } from "../../live/jobs.ts";
import { Icon } from "../../ui/icon.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { promptOf, sourceOf } from "../job-names.ts";
import { Announcer } from "./announcer.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { JobError } from "./job-error.tsx";
import { JobFacts } from "./job-facts.tsx";
import { OverallBar } from "./overall-bar.tsx";
import { StageStrip } from "./stage-strip.tsx";
import { words } from "./words.ts";

export default function JobPage({ params, title }: PageProps) {
	const say = words.use();
	const { data: view, isPending, error, refetch } = useJob(params.id ?? "");
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
	return (
		<>
			{back}
			<PageHead
				title={promptOf(job) ?? sourceOf(job) ?? title}
				lead={
					<span className="flex flex-wrap items-center gap-x-4 gap-y-1">
						<StatusBadge status={job.status} />
						{promptOf(job) !== null && sourceOf(job)}
					</span>
				}
				actions={!isTerminal(job.status) && <CancelButton job={job} />}
			/>
			<Announcer job={job} />
			{!isTerminal(job.status) && <OverallBar job={job} />}
			{job.error && <JobError error={job.error} />}
			<div className="grid gap-8 lg:grid-cols-[1fr_15rem]">
				<StageStrip view={view} />
				<JobFacts job={job} />
			</div>
		</>
	);
}
