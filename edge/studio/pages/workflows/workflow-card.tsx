import type { WorkflowSummary } from "../../../contract/workflows/workflows.ts";
import { Link } from "../../app/routing/router.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Money } from "../../ui/figures/figures.tsx";
import { useFormat } from "../../words/format.ts";
import { kindOf } from "./catalogue.ts";
import { words } from "./words.ts";

const SECOND_MS = 1000;

/** What it is for, and what one job of its example takes. */
export function WorkflowCard({ workflow }: { workflow: WorkflowSummary }) {
	const say = words.use();
	const format = useFormat();
	return (
		<Link
			to={`/workflows/${workflow.id}`}
			data-workflow={workflow.id}
			className="flex w-full min-w-0 flex-col rounded-xl border border-line bg-sheet p-5 transition hover:border-edge hover:shadow-float"
		>
			<span className="flex items-center justify-between gap-3 text-sm text-muted">
				<span>{say(kindOf(workflow.category))}</span>
				{workflow.owner === "account" && (
					<span className="rounded-full bg-glow px-2.5 py-0.5 font-medium text-ink">{say("own")}</span>
				)}
			</span>
			<span className="mt-1.5 text-lg leading-snug font-semibold [overflow-wrap:anywhere]" dir="auto">
				{workflow.title}
			</span>
			<span className="mt-1 line-clamp-3 text-sm text-muted" dir="auto">
				{workflow.purpose}
			</span>
			<span className="mt-auto flex flex-wrap gap-x-4 gap-y-1 pt-4 text-sm text-muted">
				<span className="figures">
					{say("about", { time: format.duration(workflow.estimate.seconds * SECOND_MS) })}
				</span>
				<Money microUsd={workflow.estimate.micro_usd} />
				{workflow.vram_gb > 0 && <span className="figures">{say("memory", { n: workflow.vram_gb })}</span>}
			</span>
		</Link>
	);
}

/** As many as fill a screen, while the catalogue is on its way. */
export function WorkflowCardSkeletons() {
	return (
		<div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
			{[0, 1, 2, 3, 4, 5].map((card) => (
				<Skeleton key={card} className="h-48 w-full rounded-xl" />
			))}
		</div>
	);
}
