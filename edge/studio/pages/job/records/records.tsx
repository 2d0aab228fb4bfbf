import { useState } from "react";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import { CopyButton } from "../../../ui/button/copy-button.tsx";
import { Choice } from "../../../ui/form/choice.tsx";
import { words } from "../words.ts";
import { AttemptsTable } from "./attempts-table.tsx";
import { EventLog } from "./event-log.tsx";
import { SidecarPanel } from "./sidecar-panel.tsx";

type Record = "none" | "parameters" | "events" | "attempts" | "sidecar";

/** What is recorded of a job, for whoever wants to know more: nothing of it is asked for before it is looked at. */
export function Records({ job }: { job: JobResource }) {
	const say = words.use();
	const [open, setOpen] = useState<Record>("parameters");
	const options: [Record, string][] = [
		["parameters", say("parameters")],
		["events", say("events")],
		["attempts", say("attempts")],
		["sidecar", say("sidecar")],
	];
	const parameters = JSON.stringify(job.parameters, null, 2);
	return (
		<section aria-label={say("records")} className="mt-10 border-t border-line pt-6">
			<Choice
				label={say("records")}
				value={open}
				options={options}
				onChange={(next) => setOpen(next === open ? "none" : next)}
			/>
			<div className="mt-4 empty:hidden">
				{open === "parameters" && (
					<>
						<div className="mb-3 flex justify-end">
							<CopyButton text={parameters} />
						</div>
						<pre
							className="rounded-lg bg-raised p-3 text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
							dir="ltr"
						>
							{parameters}
						</pre>
					</>
				)}
				{open === "events" && <EventLog id={job.id} />}
				{open === "attempts" && <AttemptsTable job={job} />}
				{open === "sidecar" && <SidecarPanel job={job} />}
			</div>
		</section>
	);
}
