import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { QualityRates } from "../../../contract/usage/quality-rates.ts";
import { ask, queryOf } from "../../api.ts";
import { Plot } from "../../ui/plot/plot.tsx";
import type { PlotColour } from "../../ui/plot/plot-props.ts";
import { useFormat } from "../../words/format.ts";
import { useLanguage } from "../../words/words.tsx";
import { type Rate, type Rates, ratesByDay, ratesOf } from "./rate-days.ts";
import { words } from "./words.ts";

/** How often jobs succeed, outputs pass their checks and faults are recovered from, day by day; nothing where nothing ended. */
export function RatesPlot({ from }: { from: string }) {
	const say = words.use();
	const format = useFormat();
	const { locale } = useLanguage();
	const { data } = useQuery({
		queryKey: ["quality-rates", from],
		queryFn: ({ signal }) => ask<QualityRates>(`/v1/quality/rates${queryOf({ from })}`, { signal }),
	});
	const formatTime = useMemo(() => {
		const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
		return (ms: number) => day.format(ms);
	}, [locale]);
	const { times, series } = useMemo(() => {
		const days = data === undefined ? [] : ratesByDay(data);
		const line = (name: keyof Rates, words: string, colour: PlotColour) => ({
			...{ words, colour },
			values: days.map(([, rates]) => rates[name]?.share ?? null),
			...(name === "pass" ? { within: days.map(([, rates]) => rates[name]?.within ?? null) } : {}),
			notes: days.map(([, rates]) => noteOf(rates[name], format.percent)),
		});
		return {
			times: days.map(([at]) => at),
			series: [
				line("success", say("rate_success"), "good"),
				line("pass", say("rate_pass"), "accent"),
				line("recovery", say("rate_recovery"), "muted"),
			],
		};
	}, [data, say, format]);
	// The whole time that was asked for, though things may have ended on a single day of it.
	const range = useMemo(() => [Date.parse(from), Date.now()] as const, [from]);
	if (data === undefined || times.length === 0) return null;
	const { total, targets } = data;
	const all = ratesOf(total);
	const share = (value: number) => format.percent(value * 100);
	return (
		<Plot
			label={say("rates_plot", {
				success: inWords(all.success, format.percent),
				pass: inWords(all.pass, format.percent),
			})}
			note={say("rates_wanted", {
				success: share(targets.success),
				pass: share(targets.pass),
				recovery: share(targets.recovery),
			})}
			{...{ times, series, range, formatTime, look: "lines", format: format.percent }}
		/>
	);
}

/** A rate, where it lies with 95 % certainty, and of how many it is. Pure. */
function inWords(rate: Rate | null, percent: (value: number) => string): string {
	return rate === null ? "–" : `${percent(rate.share)}${noteOf(rate, percent)}`;
}

function noteOf(rate: Rate | null, percent: (value: number) => string): string {
	if (rate === null) return "";
	const [low, high] = rate.within;
	return ` (${percent(low)}–${percent(high)}, n = ${rate.of})`;
}
