import { useQuery } from "@tanstack/react-query";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import { useNow } from "../../../ui/figures/figures.tsx";
import { useFormat } from "../../../words/format.ts";
import { readTimes } from "../data/calls.ts";
import { remainingOf } from "../data/remaining.ts";
import { words } from "../words.ts";

const FRESH_MS = 5 * 60_000;
/** Less than this is told as "a moment", in milliseconds. */
const A_MOMENT = 2000;

/** How long a job has taken, and how long it may still take by what is recorded of its like. */
export function TimeLine({ job }: { job: JobResource }) {
	const say = words.use();
	const format = useFormat();
	const now = useNow(true);
	const times = useQuery({
		queryKey: ["usage-times"],
		queryFn: ({ signal }) => readTimes(signal),
		staleTime: FRESH_MS,
	});
	const elapsed = now - Date.parse(job.created_at);
	const work = (job.pipeline ?? job.workflow ?? "").split("@")[0] ?? "";
	// How long people take to decide is not what is recorded.
	const left = job.awaiting === null && times.data ? remainingOf(times.data.data, work, elapsed) : null;
	return (
		<p className="figures flex flex-wrap gap-x-4 text-sm text-muted">
			<span>{say("elapsed", { time: format.duration(elapsed) })}</span>
			{left === "longer" && <span>{say("longer")}</span>}
			{left !== null && left !== "longer" && (
				<span data-remaining>
					{left.most < A_MOMENT
						? say("a_moment")
						: left.least < A_MOMENT
							? say("left_at_most", { time: format.duration(left.most) })
							: say("left", { least: format.duration(left.least), most: format.duration(left.most) })}
				</span>
			)}
		</p>
	);
}
