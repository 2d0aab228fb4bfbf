import { useQuery } from "@tanstack/react-query";
import { listDatasets } from "../../api/datasets.ts";
import { getTraining } from "../../api/trainings.ts";
import { BackLink } from "../../app/routing/back-link.tsx";
import type { PageProps } from "../../app/routing/route.ts";
import { Link, useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { buttonClasses } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { begun } from "./settings.ts";
import { TrainingForm } from "./training-form.tsx";
import { words } from "./words.ts";

/** Datasets that one can choose from. */
const MOST = 200;

/** A new training: `?dataset=` a version, or `?from=` the settings of one before. */
export default function NewTrainingPage({ title }: PageProps) {
	const say = words.use();
	const { query } = useRouter();
	const from = query.get("from");
	const datasets = useQuery({
		queryKey: ["datasets", "versions"],
		queryFn: ({ signal }) => listDatasets({ limit: MOST, cursor: undefined }, signal),
	});
	const before = useQuery({
		queryKey: ["training", from],
		queryFn: ({ signal }) => getTraining(from ?? "", signal),
		enabled: from !== null,
	});
	const failed = datasets.error ?? before.error;
	const versions = datasets.data?.data.flatMap((dataset) => dataset.versions) ?? [];
	const isThere = datasets.data !== undefined && (from === null || before.data !== undefined);
	return (
		<>
			<BackLink to="/trainings">{say("back")}</BackLink>
			<PageHead title={title} lead={say("lead")} />
			{failed ? (
				<LoadFailed error={failed} onRetry={() => void datasets.refetch()} />
			) : !isThere ? (
				<Skeleton className="h-96 w-full rounded-xl" />
			) : versions.length === 0 ? (
				<EmptyState icon="rows" title={say("no_version")} text={say("no_version_text")}>
					<Link to="/datasets" className={buttonClasses("primary")}>
						{say("to_datasets")}
					</Link>
				</EmptyState>
			) : (
				<TrainingForm versions={versions} start={begun(versions, query.get("dataset"), before.data)} />
			)}
		</>
	);
}
