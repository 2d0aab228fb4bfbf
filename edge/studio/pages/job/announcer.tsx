import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { shell } from "../../words/shell.ts";
import { useStageName } from "./data/stage-name.ts";
import { words } from "./words.ts";

/** Tells screen readers how each stage stands, once for each change: of percentages they hear nothing. */
export function Announcer({ job }: { job: JobResource }) {
	const say = words.use();
	const states = shell.use();
	const nameOf = useStageName();
	const stage = job.stages.findLast(({ status }) => status !== "waiting" && status !== "skipped");
	return (
		<p role="status" className="sr-only">
			{stage ? say("stage_is", { stage: nameOf(stage), status: states(stage.status) }) : states(job.status)}
		</p>
	);
}
