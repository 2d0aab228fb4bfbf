import { useQuery } from "@tanstack/react-query";
import { useSettled } from "../../app/editing/settled.ts";
import { Money } from "../../ui/figures/figures.tsx";
import { useFormat } from "../../words/format.ts";
import { estimate, type Kind, readAccount } from "./data/calls.ts";
import type { JobBody } from "./data/request-text.ts";
import { words } from "./words.ts";

interface Props {
	kind: Kind;
	id: string;
	body: JobBody;
	/** Everything that is required is there: before that nothing can be reckoned. */
	complete: boolean;
}

/** What the job will roughly take, and what of the account's limits is left for it, before anything is sent. */
export function EstimatePanel({ kind, id, body, complete }: Props) {
	const say = words.use();
	const format = useFormat();
	const { parameters, pool } = body;
	const now = JSON.stringify({ parameters, ...(pool === undefined ? {} : { pool }) });
	const asked = useSettled(now);
	const reckoned = useQuery({
		queryKey: ["estimate", kind, id, asked],
		queryFn: ({ signal }) => estimate(kind, id, JSON.parse(asked) as JobBody, signal),
		// What is being typed is not asked for, nor what cannot be whole yet.
		enabled: complete && asked === now,
		placeholderData: (before) => (complete ? before : undefined),
		retry: false,
		staleTime: 60_000,
	});
	const account = useQuery({
		queryKey: ["account"],
		queryFn: ({ signal }) => readAccount(signal),
		staleTime: 30_000,
		retry: false,
	});
	const found = complete ? reckoned.data?.estimate : undefined;
	const range = (value: number | { least: number; most: number }, as: (one: number) => string) =>
		typeof value === "number" || value.least === value.most
			? as(typeof value === "number" ? value : value.least)
			: say("range", { least: as(value.least), most: as(value.most) });
	const budget = account.data?.budget;
	const limits = [budget?.limit_micro_usd, budget?.own_limit_micro_usd].filter(
		(one): one is number => typeof one === "number",
	);
	const left =
		budget && limits.length > 0
			? Math.max(0, Math.min(...limits) - budget.spent_micro_usd - budget.reserved_micro_usd)
			: null;
	return (
		<section aria-label={say("estimate")} className="rounded-xl border border-line bg-sheet p-4">
			<h2 className="text-sm text-muted">{say("estimate")}</h2>
			{found ? (
				<div data-estimate>
					<p className="figures text-2xl font-semibold">
						{found.micro_usd === null ? say("no_price") : range(found.micro_usd, format.money)}
					</p>
					<p className="figures mt-1 text-sm text-muted">
						{range(found.seconds, (seconds) => format.duration(seconds * 1000))} ·{" "}
						{typeof found.tasks === "number" || found.tasks.least === found.tasks.most
							? say("tasks", { n: typeof found.tasks === "number" ? found.tasks : found.tasks.least })
							: say("tasks_range", { least: found.tasks.least, most: found.tasks.most })}
					</p>
					<p className="mt-2 text-xs text-muted">{say("estimate_note")}</p>
				</div>
			) : (
				<p className="mt-1 min-h-16 text-sm text-muted">
					{!complete ? say("estimate_waits") : (reckoned.error?.message ?? say("estimating"))}
				</p>
			)}
			{left !== null && (
				<p className="mt-3 flex justify-between gap-4 border-t border-line pt-3 text-sm">
					<span className="text-muted">{say("left_this_month")}</span>
					<Money microUsd={left} />
				</p>
			)}
		</section>
	);
}
