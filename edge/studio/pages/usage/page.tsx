import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Usage, UsageBy } from "../../../contract/usage/usage.ts";
import { ask, queryOf } from "../../api.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link, useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { download } from "../../ui/figures/csv.ts";
import { Choice } from "../../ui/form/choice.tsx";
import { EmptyState } from "../../ui/page/empty-state.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { RatesPlot } from "./rates-plot.tsx";
import { firstDay, usageCsv } from "./rows.ts";
import { UsagePlots } from "./usage-plots.tsx";
import { UsageTable } from "./usage-table.tsx";
import { UsageTiles } from "./usage-tiles.tsx";
import { words } from "./words.ts";

const BY = ["day", "workflow", "character", "pool"] as const satisfies readonly UsageBy[];
const SPANS = ["7", "30", "90", "365"] as const;

export default function UsagePage({ title }: PageProps) {
	const say = words.use();
	const { query, go } = useRouter();
	const by = BY.find((one) => one === query.get("by")) ?? "day";
	const span = SPANS.find((one) => one === query.get("days")) ?? "30";
	const show = (next: { by?: UsageBy; days?: string }) =>
		go(`/usage${queryOf({ by, days: span, ...next })}`, { replace: true });
	const usage = useQuery({
		queryKey: ["usage", by, span],
		queryFn: ({ signal }) =>
			ask<Usage>(`/v1/usage${queryOf({ by, from: firstDay(Number(span), Date.now()) })}`, { signal }),
		placeholderData: keepPreviousData,
	});
	const { data } = usage;
	const used = data && (data.total.attempts > 0 || data.total.jobs > 0);
	return (
		<>
			<PageHead
				title={title}
				lead={say("lead")}
				actions={
					used && (
						<Button
							icon="download"
							onClick={() =>
								download(`usage-by-${data.by}-${data.from}-${data.to}.csv`, usageCsv(data), "text/csv")
							}
						>
							{say("download")}
						</Button>
					)
				}
			/>
			<div className="flex flex-wrap justify-between gap-3">
				<Choice
					label={say("by")}
					value={by}
					options={BY.map((one) => [one, say(one)] as const)}
					onChange={(next) => show({ by: next })}
				/>
				<Choice
					label={say("span")}
					value={span}
					options={SPANS.map((one) => [one, say("days", { n: Number(one) })] as const)}
					onChange={(next) => show({ days: next })}
				/>
			</div>
			<div className="mt-5 space-y-5">
				{usage.isPending && (
					<>
						<Skeleton className="h-24 w-full rounded-xl" />
						<Skeleton className="h-72 w-full rounded-xl" />
					</>
				)}
				{usage.isError && !data && <LoadFailed error={usage.error} onRetry={() => void usage.refetch()} />}
				{data && !used && (
					<EmptyState icon="coins" title={say("empty_title")} text={say("empty_text")}>
						<Link to="/workflows" className={buttonClasses("primary")}>
							{say("see_workflows")}
						</Link>
					</EmptyState>
				)}
				{used && (
					<>
						<UsageTiles total={data.total} />
						{data.by === "day" && <UsagePlots usage={data} />}
						{data.by === "day" && <RatesPlot from={data.from} />}
						<UsageTable usage={data} />
						{data.more > 0 && <p className="text-sm text-muted">{say("more", { n: data.more })}</p>}
						{data.total.unpriced_attempts > 0 && (
							<p className="text-sm text-muted">{say("unpriced", { n: data.total.unpriced_attempts })}</p>
						)}
					</>
				)}
			</div>
		</>
	);
}
