import { useCallback, useMemo } from "react";
import type { Usage } from "../../../contract/usage/usage.ts";
import { Plot } from "../../ui/plot/plot.tsx";
import { useFormat } from "../../words/format.ts";
import { useLanguage } from "../../words/words.tsx";
import { everyDay } from "./rows.ts";
import { words } from "./words.ts";

/** Money and jobs, day by day. */
export function UsagePlots({ usage }: { usage: Usage }) {
	const say = words.use();
	const format = useFormat();
	const { locale } = useLanguage();
	const { total } = usage;
	const formatTime = useMemo(() => {
		const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
		return (ms: number) => day.format(ms);
	}, [locale]);
	const { times, cost, jobs } = useMemo(() => {
		const days = everyDay(usage);
		return {
			times: days.map(([at]) => at),
			cost: [
				{
					...{ words: say("cost"), colour: "accent" as const },
					values: days.map(([, row]) => row?.micro_usd ?? 0),
				},
			],
			jobs: [
				{ ...{ words: say("jobs"), colour: "good" as const }, values: days.map(([, row]) => row?.jobs ?? 0) },
			],
		};
	}, [usage, say]);
	const whole = useCallback(
		(value: number) => (Number.isInteger(value) ? format.number(value) : ""),
		[format],
	);
	return (
		<div className="grid gap-4 lg:grid-cols-2">
			<Plot
				label={say("cost_plot", { total: format.money(total.micro_usd) })}
				{...{ times, formatTime, series: cost, look: "bars", format: format.money }}
			/>
			<Plot
				label={say("jobs_plot", { n: total.jobs })}
				{...{ times, formatTime, series: jobs, look: "bars", format: whole }}
			/>
		</div>
	);
}
