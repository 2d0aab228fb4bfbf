import type { JobResource } from "../../../contract/jobs/jobs.ts";
import { Icon } from "../../ui/icon.tsx";
import { words } from "./words.ts";

type JobError = NonNullable<JobResource["error"]>;

/** What somebody can do about an error, as a key of the page's words. Pure. */
export function adviceFor({
	code,
	class: kind,
	whose_fault,
}: Pick<JobError, "code" | "class" | "whose_fault">) {
	switch (code) {
		case "rejected":
			return "advice_rejected";
		case "quality_rejected":
			return "advice_quality";
		case "budget_overdue":
			return "advice_budget";
		case "storage_limit":
			return "advice_storage";
		case "decision_overdue":
			return "advice_decision";
		case "deadline_exceeded":
		case "runtime_exceeded":
			return "advice_time";
		default:
			break;
	}
	switch (kind) {
		case "user":
		case "limit":
			return "advice_input";
		case "graph":
			return whose_fault === "user" ? "advice_graph" : "advice_operator";
		case "capacity":
			return "advice_memory";
		case "infra":
			return "advice_again";
		case "canceled":
			return null;
	}
}

/** Why a job failed: what happened in the words of whoever found out, and what to do about it. */
export function JobError({ error }: { error: JobError }) {
	const say = words.use();
	const advice = adviceFor(error);
	return (
		<section className="mb-6 flex gap-3 rounded-xl border border-line bg-sheet p-4" data-error={error.code}>
			<Icon name="warning" className="mt-0.5 size-5 text-bad" />
			<div className="min-w-0">
				<h2 className="font-semibold">{say("error_title")}</h2>
				<p className="mt-1 [overflow-wrap:anywhere]" dir="auto">
					{error.message}
				</p>
				{advice && <p className="mt-2 font-medium">{say(advice)}</p>}
				<p className="mt-2 font-mono text-xs text-muted" dir="ltr">
					{[error.code, error.node_id && `node ${error.node_id}`, error.class_type]
						.filter(Boolean)
						.join(" · ")}
				</p>
			</div>
		</section>
	);
}
