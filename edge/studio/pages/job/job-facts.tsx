import type { JobResource } from "../../../contract/jobs.ts";
import { Facts } from "../../ui/facts.tsx";
import { Ago, Duration, Money } from "../../ui/figures.tsx";
import { words } from "./words.ts";

/** Time and money, and what was asked for. */
export function JobFacts({ job }: { job: JobResource }) {
	const say = words.use();
	return (
		<section aria-label={say("details")} className="space-y-6">
			<Facts
				facts={[
					[say("time"), <Duration key="time" from={job.created_at} to={job.finished_at} />],
					[say("submitted"), <Ago key="ago" time={job.created_at} />],
					[say("cost"), <Money key="cost" microUsd={job.cost.micro_usd} />],
					[say("estimate"), <Money key="estimate" microUsd={job.cost.estimate_micro_usd} />],
					[say("budget"), <Money key="budget" microUsd={job.cost.budget_micro_usd} />],
					[say("pool"), job.pool],
					[
						say("job_id"),
						<span key="id" className="font-mono text-xs">
							{job.id}
						</span>,
					],
				]}
			/>
			{Object.keys(job.parameters).length > 0 && (
				<details>
					<summary className="cursor-pointer rounded font-medium">{say("parameters")}</summary>
					<pre
						className="mt-2 max-h-96 overflow-auto rounded-lg bg-raised p-3 text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
						dir="ltr"
					>
						{JSON.stringify(job.parameters, null, 2)}
					</pre>
				</details>
			)}
		</section>
	);
}
