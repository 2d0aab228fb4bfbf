import type { JobCost } from "../../../contract/jobs/cost.ts";
import { Money } from "../../ui/figures/figures.tsx";
import { words } from "./words.ts";

/** What a job has cost so far, against what it was reckoned with and what it may cost. */
export function CostMeter({ cost }: { cost: JobCost }) {
	const say = words.use();
	const { micro_usd: spent, estimate_micro_usd: estimate, budget_micro_usd: budget } = cost;
	const whole = budget ?? estimate;
	const part = whole === null || whole === 0 ? null : Math.min(1, spent / whole);
	return (
		<div>
			<p className="text-sm text-muted">{say("cost")}</p>
			<p className="text-xl font-semibold">
				<Money microUsd={spent} />
			</p>
			{part !== null && (
				<div aria-hidden="true" className="mt-2 h-1 overflow-hidden rounded-full bg-line">
					<div
						className={`h-full origin-left rounded-full rtl:origin-right ${part >= 1 ? "bg-bad" : "bg-ink"}`}
						style={{ transform: `scaleX(${part})` }}
					/>
				</div>
			)}
			<dl className="mt-2 grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5 text-sm">
				<dt className="text-muted">{say("estimate")}</dt>
				<dd className="text-end">
					<Money microUsd={estimate} />
				</dd>
				<dt className="text-muted">{say("budget")}</dt>
				<dd className="text-end">{budget === null ? say("no_budget") : <Money microUsd={budget} />}</dd>
			</dl>
			{cost.unpriced_attempts > 0 && <p className="mt-1 text-sm text-muted">{say("unpriced")}</p>}
		</div>
	);
}
