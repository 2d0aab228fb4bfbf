import type { TrainingEstimate } from "../../../contract/training/trainings.ts";
import { Money } from "../../ui/figures/figures.tsx";
import { useFormat } from "../../words/format.ts";
import { words } from "./words.ts";

interface Props {
	estimate: TrainingEstimate | undefined;
	/** Something that is needed is not filled in yet. */
	waits: boolean;
	refused: boolean;
}

/** What it would take, cost and come to, before anything is sent. */
export function PricePanel({ estimate, waits, refused }: Props) {
	const say = words.use();
	const format = useFormat();
	return (
		<section aria-label={say("price")} className="rounded-xl border border-line bg-sheet p-4">
			<h2 className="text-sm text-muted">{say("price")}</h2>
			{estimate ? (
				<div data-estimate>
					<p className="text-2xl font-semibold">
						<Money microUsd={estimate.estimate.micro_usd} />
					</p>
					<p className="figures mt-1 text-sm text-muted">
						{say("takes", {
							n: estimate.recipe.steps ?? 0,
							time: format.duration(estimate.estimate.seconds * 1000),
						})}
					</p>
					<dl className="mt-3 grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5 border-t border-line pt-3 text-sm">
						<dt className="text-muted">{say("checkpoint_each")}</dt>
						<dd className="figures text-end">{format.number(estimate.recipe.save_every ?? 0)}</dd>
						<dt className="text-muted">{say("trigger")}</dt>
						<dd className="text-end font-mono text-xs leading-5">
							<bdi>{estimate.trigger}</bdi>
						</dd>
						<dt className="text-muted">{say("at_most")}</dt>
						<dd className="text-end">
							<Money microUsd={estimate.budget_micro_usd} />
						</dd>
					</dl>
					<p className="mt-3 text-xs text-muted">{say("price_note", { gpu: estimate.estimate.gpu ?? "" })}</p>
				</div>
			) : (
				<p className="mt-1 min-h-16 text-sm text-muted">
					{refused ? say("price_refused") : waits ? say("price_waits") : say("price_asked")}
				</p>
			)}
		</section>
	);
}
