import { queryOf } from "../../api.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Choice } from "../../ui/form/choice.tsx";
import { Select } from "../../ui/form/select.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { SPANS, type Span } from "./history.ts";
import { HistoryPlots } from "./history-plots.tsx";
import { useHistory } from "./requests.ts";
import { words } from "./words.ts";

const isSpan = (text: string | null): text is Span => text !== null && Object.hasOwn(SPANS, text);

/** How a pool stood over the last hour, day or month; which one is in the address. */
export function PoolHistory({ pools }: { pools: readonly string[] }) {
	const say = words.use();
	const { query, go } = useRouter();
	const asked = query.get("pool");
	const pool = pools.find((one) => one === asked) ?? pools[0];
	const given = query.get("span");
	const span = isSpan(given) ? given : "hour";
	const history = useHistory(pool, span);
	if (pool === undefined) return null;
	const show = (next: { pool?: string; span?: Span }) =>
		go(`/fleet${queryOf({ pool, span, ...next })}`, { replace: true });
	return (
		<section aria-labelledby="history" className="space-y-4">
			<h2 id="history" className="text-lg font-semibold">
				{say("history")}
			</h2>
			<div className="flex flex-wrap items-end justify-between gap-4">
				<div className="w-full sm:w-64">
					<Select
						label={say("pool")}
						value={pool}
						options={pools.map((one) => [one, one] as const)}
						onChange={(next) => show({ pool: next })}
					/>
				</div>
				<div data-spans>
					<Choice
						label={say("span")}
						value={span}
						options={[
							["hour", say("last_hour")],
							["day", say("last_day")],
							["month", say("last_month")],
						]}
						onChange={(next) => show({ span: next })}
					/>
				</div>
			</div>
			{history.isPending && <Skeleton className="h-72 w-full rounded-xl" />}
			{history.isError && !history.data && (
				<LoadFailed error={history.error} onRetry={() => void history.refetch()} />
			)}
			{history.data &&
				(history.data.samples.length === 0 ? (
					<EmptyState icon="clock" title={say("no_history_title")} text={say("no_history_text")} />
				) : (
					<HistoryPlots history={history.data} span={span} asked={history.dataUpdatedAt} />
				))}
		</section>
	);
}
