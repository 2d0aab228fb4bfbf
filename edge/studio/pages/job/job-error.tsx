import type { JobResource } from "../../../contract/jobs.ts";
import { Icon } from "../../ui/icon.tsx";
import { words } from "./words.ts";

/** Why a job failed, in the words of whoever found out. */
export function JobError({ error }: { error: NonNullable<JobResource["error"]> }) {
	const say = words.use();
	return (
		<section className="mb-6 flex gap-3 rounded-xl border border-line bg-sheet p-4">
			<Icon name="warning" className="mt-0.5 size-5 text-bad" />
			<div className="min-w-0">
				<h2 className="font-semibold">{say("error_title")}</h2>
				<p className="mt-1 [overflow-wrap:anywhere]">{error.message}</p>
				<p className="mt-1 font-mono text-xs text-muted">{error.code}</p>
			</div>
		</section>
	);
}
