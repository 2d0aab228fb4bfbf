import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { isTerminal } from "../../../contract/status.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { BackLink } from "../../app/routing/back-link.tsx";
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
import { Announcer } from "../job/announcer.tsx";
import { CancelButton } from "../job/cancel-button.tsx";
import { JobError } from "../job/job-error.tsx";
import { QueueNote } from "../job/progress/queue-note.tsx";
import { useTabProgress } from "../job/progress/tab-progress.ts";
import { Checkpoints } from "./checkpoints.tsx";
import { ComparisonSection } from "./comparison-section.tsx";
import { LossCurve } from "./loss-curve.tsx";
import { useLosses, useTraining } from "./queries.ts";
import { Resumes } from "./resumes.tsx";
import { StepBar } from "./step-bar.tsx";
import { TrainingFacts } from "./training-facts.tsx";
import { words } from "./words.ts";

export default function TrainingPage({ params }: PageProps) {
	const say = words.use();
	const id = params.id ?? "";
	const training = useTraining(id);
	const { data: view, error } = useJob(id);
	useTabProgress(view?.job, training.data?.output_name ?? "");
	const failed = training.error ?? error;
	return (
		<>
			<BackLink to="/trainings">{say("back")}</BackLink>
			{training.data && view ? (
				<Training training={training.data} job={view.job} />
			) : failed ? (
				<LoadFailed error={failed} onRetry={() => void training.refetch()} />
			) : (
				<>
					<Skeleton className="mb-6 h-10 w-2/3" />
					<Skeleton className="h-80 w-full" />
				</>
			)}
		</>
	);
}

function Training({ training, job }: { training: TrainingResource; job: JobResource }) {
	const say = words.use();
	const { output_name, dataset, checkpoints, recipe } = training;
	const goesOn = !isTerminal(job.status);
	const [tick] = job.progress;
	const written = job.outputs.find(({ name }) => name === "losses")?.id;
	const points = useLosses(written ?? checkpoints.at(-1)?.losses ?? null, tick);
	const again = new URLSearchParams({ from: training.id });
	return (
		<>
			<PageHead
				title={output_name}
				lead={
					<span className="flex flex-wrap items-center gap-x-4 gap-y-1">
						<StatusBadge status={job.status} />
						{dataset !== null && (
							<Link
								to={`/datasets/${dataset.split("@")[0]}`}
								className="rounded underline underline-offset-3"
							>
								<bdi>{dataset}</bdi>
							</Link>
						)}
					</span>
				}
				actions={
					goesOn ? (
						<>
							<CancelButton job={job} />
							<span className="md:hidden">
								<NotifyButton />
							</span>
						</>
					) : (
						dataset !== null && (
							<Link to={`/trainings/new?${again}`} className={buttonClasses()}>
								<Icon name="again" className="size-4.5" />
								{say("again")}
							</Link>
						)
					)
				}
			/>
			<Announcer job={job} />
			<QueueNote job={job} />
			{job.error && <JobError error={job.error} />}
			{goesOn && <StepBar training={training} tick={tick} points={points} />}
			<div className="grid gap-8 lg:grid-cols-[1fr_15rem]">
				<div className="min-w-0 space-y-10">
					{points.length > 1 && (
						<LossCurve points={points} checkpoints={checkpoints} steps={recipe.steps ?? training.steps} />
					)}
					<Resumes training={training} job={job} />
					<Checkpoints training={training} />
					<ComparisonSection training={training} />
				</div>
				<TrainingFacts training={training} job={job} />
			</div>
		</>
	);
}
