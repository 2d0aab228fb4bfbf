import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { Facts } from "../../ui/figures/facts.tsx";
import { Ago, Duration } from "../../ui/figures/figures.tsx";
import { CostMeter } from "./cost-meter.tsx";
import { words } from "./words.ts";

/** Time and money, and what was asked for. */
export function JobFacts({ job }: { job: JobResource }) {
	const say = words.use();
	return (
		<section aria-label={say("details")} className="space-y-6">
			<CostMeter cost={job.cost} />
			<Facts
				facts={[
					[say("time"), <Duration key="time" from={job.created_at} to={job.finished_at} />],
					[say("submitted"), <Ago key="ago" time={job.created_at} />],
					[say("pool"), job.pool],
					[
						say("job_id"),
						<span key="id" className="font-mono text-xs">
							{job.id}
						</span>,
					],
				]}
			/>
			{job.notices.length > 0 && (
				<div>
					<h2 className="mb-1 text-sm text-muted">{say("notices")}</h2>
					<ul className="space-y-2 text-sm">
						{job.notices.map(({ pointer, message }) => (
							<li key={pointer + message} className="[overflow-wrap:anywhere]">
								{message}
							</li>
						))}
					</ul>
				</div>
			)}
		</section>
	);
}
