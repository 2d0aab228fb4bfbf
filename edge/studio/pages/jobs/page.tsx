import { useState } from "react";
import type { JobStatus } from "../../../contract/status.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { useJobList } from "../../live/jobs.ts";
import { Button } from "../../ui/button/button.tsx";
import { Choice } from "../../ui/form/choice.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { shell } from "../../words/shell.ts";
import { NoJobs, NoneSo } from "./empty.tsx";
import { JobRows, RowSkeletons } from "./job-rows.tsx";
import { words } from "./words.ts";

/** In the order in which somebody looks for them. */
const FILTERS = [
	"running",
	"queued",
	"succeeded",
	"failed",
	"canceled",
] as const satisfies readonly JobStatus[];
type Filter = (typeof FILTERS)[number] | "all";

const filterOf = (text: string | null): Filter => FILTERS.find((one) => one === text) ?? "all";

export default function JobsPage({ title }: PageProps) {
	const say = words.use();
	const states = shell.use();
	const { query, go } = useRouter();
	const filter = filterOf(query.get("status"));
	const jobs = useJobList(filter === "all" ? undefined : filter);
	const [asked, setAsked] = useState(false);
	const choose = (next: Filter) => go(next === "all" ? "/jobs" : `/jobs?status=${next}`, { replace: true });
	const options = [["all", say("all")], ...FILTERS.map((one): [Filter, string] => [one, states(one)])] as [
		Filter,
		string,
	][];
	const rows = jobs.data?.pages.flatMap(({ data }) => data) ?? [];
	const more = async () => {
		setAsked(true);
		await jobs.fetchNextPage();
		setAsked(false);
	};
	return (
		<>
			<PageHead title={title} lead={say("lead")} />
			<Choice label={say("state")} value={filter} options={options} onChange={choose} />
			<div className="mt-5">
				{jobs.isPending && <RowSkeletons />}
				{jobs.isError && rows.length === 0 && (
					<LoadFailed error={jobs.error} onRetry={() => void jobs.refetch()} />
				)}
				{jobs.isSuccess &&
					rows.length === 0 &&
					(filter === "all" ? <NoJobs /> : <NoneSo onAll={() => choose("all")} />)}
				{rows.length > 0 && <JobRows jobs={rows} />}
				{jobs.hasNextPage && (
					<div className="mt-5 text-center">
						<Button busy={asked} onClick={() => void more()}>
							{say("more")}
						</Button>
					</div>
				)}
			</div>
		</>
	);
}
