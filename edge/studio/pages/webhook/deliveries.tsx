import type { DeliveryResource, DeliveryStatus } from "../../../contract/webhooks/webhooks.ts";
import { Link } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button } from "../../ui/button/button.tsx";
import { MoreButton } from "../../ui/button/more-button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { useFormat } from "../../words/format.ts";
import { shell } from "../../words/shell.ts";
import { useDeliveries, useWebhookActions } from "./requests.ts";
import { words } from "./words.ts";

const LOOKS = {
	delivered: ["check", "text-good", "delivered"],
	pending: ["clock", "text-muted", "pending"],
	failed: ["warning", "text-bad", "failed"],
} as const satisfies Record<DeliveryStatus, [icon: IconName, colour: string, word: string]>;

/** What a webhook was sent and what came of it; each can be sent again. */
export function Deliveries({ id }: { id: string }) {
	const say = words.use();
	const deliveries = useDeliveries(id);
	const rows = deliveries.data?.pages.flatMap(({ data }) => data) ?? [];
	return (
		<section aria-label={say("deliveries")}>
			<h2 className="mb-3 text-lg font-semibold">{say("deliveries")}</h2>
			{deliveries.isPending && <Skeleton className="h-48 w-full rounded-xl" />}
			{deliveries.isError && rows.length === 0 && (
				<LoadFailed error={deliveries.error} onRetry={() => void deliveries.refetch()} />
			)}
			{deliveries.isSuccess && rows.length === 0 && (
				<EmptyState icon="hook" title={say("none_title")} text={say("none_text")} />
			)}
			{rows.length > 0 && (
				<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet">
					{rows.map((delivery) => (
						<DeliveryRow key={delivery.id} delivery={delivery} />
					))}
				</ul>
			)}
			<MoreButton list={deliveries} words={say("more")} />
		</section>
	);
}

function DeliveryRow({ delivery }: { delivery: DeliveryResource }) {
	const say = words.use();
	const common = shell.use();
	const format = useFormat();
	const { replay } = useWebhookActions(delivery.webhook);
	const [icon, colour, word] = LOOKS[delivery.status];
	const again = () =>
		replay.mutate(delivery.id, {
			onSuccess: () => toast({ title: say("replayed") }),
			onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
		});
	return (
		<li
			className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3.5 sm:px-5"
			data-delivery={delivery.status}
		>
			<div className="min-w-0 flex-1 basis-60">
				<p className="flex flex-wrap items-baseline gap-x-3">
					<span className="font-mono font-medium" dir="ltr">
						{delivery.type}
					</span>
					<span className={`inline-flex items-center gap-1.5 self-center text-sm font-medium ${colour}`}>
						<Icon name={icon} className="size-4" />
						{say(word)}
					</span>
				</p>
				<p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-muted">
					<Ago time={delivery.created_at} />
					<span className="figures">{say("attempts", { n: delivery.attempts })}</span>
					{delivery.response_status !== null && (
						<span className="figures">{say("status", { n: delivery.response_status })}</span>
					)}
					{delivery.next_attempt_at !== null && delivery.attempts > 0 && (
						<span>{say("next", { time: format.moment(delivery.next_attempt_at) })}</span>
					)}
					{delivery.job !== null && (
						<Link
							to={`/jobs/${delivery.job}`}
							className="rounded font-mono text-xs leading-5 underline decoration-edge underline-offset-3 [overflow-wrap:anywhere]"
							dir="ltr"
						>
							{delivery.job}
						</Link>
					)}
				</p>
				{delivery.error !== null && (
					<p className="mt-1 text-sm text-bad [overflow-wrap:anywhere]" dir="auto">
						{delivery.error.message}
					</p>
				)}
			</div>
			<Button look="quiet" icon="refresh" busy={replay.isPending} onClick={again}>
				{say("replay")}
			</Button>
		</li>
	);
}
