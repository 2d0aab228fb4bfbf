import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import type { QueueReason } from "../../../../contract/jobs/queue.ts";
import { Button } from "../../../ui/button/button.tsx";
import { Dialog } from "../../../ui/dialog/dialog.tsx";
import { toast } from "../../../ui/feedback/toast.tsx";
import { Duration, useNow } from "../../../ui/figures/figures.tsx";
import { Field } from "../../../ui/form/field.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { shell } from "../../../words/shell.ts";
import { changeBudget } from "../data/calls.ts";
import { words } from "../words.ts";

const WORDS = {
	dispatching: "queue_dispatching",
	workers_busy: "queue_workers_busy",
	account_limit: "queue_account_limit",
	over_budget: "queue_over_budget",
	retry_wait: "queue_retry_wait",
	starting: "queue_starting",
	no_capacity: "queue_no_capacity",
	crash_loop: "queue_crash_loop",
	capacity_budget: "queue_capacity_budget",
	capacity_paused: "queue_capacity_paused",
	no_worker: "queue_no_worker",
	lora_not_ready: "queue_lora_not_ready",
	model_missing: "queue_model_missing",
	no_larger_worker: "queue_no_larger_worker",
	no_capable_worker: "queue_no_capable_worker",
} as const satisfies Record<QueueReason, string>;

/** Between stages a job waits for a moment each time: what comes and goes within it would only have the page jump; in milliseconds. */
const BRIEF_MS = 2000;

/** Nothing is wrong: it is about to go on by itself. */
const CALM: readonly QueueReason[] = [
	"dispatching",
	"workers_busy",
	"account_limit",
	"starting",
	"retry_wait",
	"lora_not_ready",
];

/** Whether something has waited for long enough to be told, by the edge's clock or by this one. */
function useIsLong(since: string | undefined): boolean {
	const now = useNow(since !== undefined);
	const [seen, setSeen] = useState(() => ({ since, at: Date.now() }));
	if (seen.since !== since) setSeen({ since, at: Date.now() });
	return since !== undefined && now - Math.min(Date.parse(since), seen.at) >= BRIEF_MS;
}

/** What of a job waits, since when, and why. */
export function QueueNote({ job }: { job: JobResource }) {
	const say = words.use();
	const { queue } = job;
	const isLong = useIsLong(queue?.since);
	if (!queue || !isLong) return null;
	const calm = CALM.includes(queue.reason);
	return (
		<section
			aria-label={say("queue")}
			data-queue={queue.reason}
			className="mb-6 flex flex-wrap items-start gap-x-3 gap-y-3 rounded-xl border border-line bg-sheet p-4"
		>
			<Icon
				name={calm ? "clock" : "warning"}
				className={`mt-0.5 size-5 ${calm ? "text-muted" : "text-warn"}`}
			/>
			<div className="min-w-0 flex-1">
				<p className="font-medium">{say(WORDS[queue.reason])}</p>
				<p className="figures mt-0.5 flex flex-wrap gap-x-4 text-sm text-muted">
					{job.queue_ahead !== null && (
						<span>
							{job.queue_ahead === 0 ? say("queue_next") : say("queue_ahead", { n: job.queue_ahead })}
						</span>
					)}
					{queue.tasks > 0 && <span>{say("queue_tasks", { n: queue.tasks })}</span>}
					<span>
						{say("queue_since")} <Duration from={queue.since} to={null} />
					</span>
				</p>
				{queue.missing_models.length > 0 && (
					<ul className="mt-2 space-y-1 font-mono text-xs [overflow-wrap:anywhere]" dir="ltr">
						{queue.missing_models.map(({ folder, file }) => (
							<li key={`${folder}/${file}`}>
								models/{folder}/{file}
							</li>
						))}
					</ul>
				)}
				{queue.loras.map(({ reference, training }) => (
					<p key={reference} className="mt-2 font-mono text-xs" dir="ltr">
						{reference}
						{training !== null && <span className="ms-3 text-muted">{training}</span>}
					</p>
				))}
			</div>
			{queue.reason === "over_budget" && job.cost.budget_micro_usd !== null && (
				<RaiseBudget id={job.id} budget={job.cost.budget_micro_usd} />
			)}
		</section>
	);
}

function RaiseBudget({ id, budget }: { id: string; budget: number }) {
	const say = words.use();
	const common = shell.use();
	const queries = useQueryClient();
	const [open, setOpen] = useState(false);
	const [usd, setUsd] = useState(String((budget * 2) / 1_000_000));
	const change = useMutation({
		mutationFn: () => changeBudget(id, Math.round(Number(usd) * 1_000_000)),
		onSuccess: () => setOpen(false),
		onSettled: () => queries.invalidateQueries({ queryKey: ["job", id] }),
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		change.mutate();
	};
	return (
		<>
			<Button onClick={() => setOpen(true)}>{say("raise_budget")}</Button>
			<Dialog open={open} onClose={() => setOpen(false)} title={say("raise_budget")}>
				<form onSubmit={submit} className="space-y-4">
					<Field
						label={say("budget_usd")}
						type="number"
						min={0}
						step="any"
						required
						value={usd}
						onChange={(event) => setUsd(event.target.value)}
					/>
					<div className="flex justify-end">
						<Button type="submit" look="primary" busy={change.isPending}>
							{say("save")}
						</Button>
					</div>
				</form>
			</Dialog>
		</>
	);
}
