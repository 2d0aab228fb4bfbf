import { useQuery } from "@tanstack/react-query";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import { Skeleton } from "../../../ui/feedback/skeleton.tsx";
import { Duration } from "../../../ui/figures/figures.tsx";
import { Table } from "../../../ui/figures/table.tsx";
import { useFormat } from "../../../words/format.ts";
import { listAttempts } from "../data/calls.ts";
import { inWords } from "../data/stage-name.ts";
import { words } from "../words.ts";

/** What was tried: which worker had which task, for how long, and how it ended. */
export function AttemptsTable({ job }: { job: JobResource }) {
	const say = words.use();
	const format = useFormat();
	const { data, error } = useQuery({
		queryKey: ["attempts", job.id, job.version],
		queryFn: ({ signal }) => listAttempts(job.id, signal),
		placeholderData: (before) => before,
	});
	if (error) return <p className="text-muted">{error.message}</p>;
	if (!data) return <Skeleton className="h-40 w-full" />;
	if (data.data.length === 0) return <p className="text-muted">{say("no_attempts")}</p>;
	return (
		<Table
			label={say("attempts")}
			rows={data.data}
			keyOf={({ task, epoch }) => `${task} ${epoch}`}
			columns={[
				{ key: "stage", words: say("stage"), cell: ({ stage, index }) => `${inWords(stage)} ${index + 1}` },
				{
					key: "worker",
					words: say("worker"),
					cell: ({ worker }) => <span className="font-mono text-xs">{worker}</span>,
				},
				{
					key: "ended",
					words: say("ended"),
					cell: ({ status, error: failure }) => (
						<>
							<span className="font-mono text-xs">{status}</span>
							{failure && <span className="block text-sm text-muted">{failure.message}</span>}
						</>
					),
				},
				{
					key: "time",
					words: say("time"),
					end: true,
					cell: ({ started_at, finished_at }) => <Duration from={started_at} to={finished_at} />,
				},
				{
					key: "gpu",
					words: say("gpu_time"),
					end: true,
					cell: ({ gpu_ms }) => (
						<span className="figures">{gpu_ms === null ? "–" : format.duration(gpu_ms)}</span>
					),
				},
			]}
		/>
	);
}
