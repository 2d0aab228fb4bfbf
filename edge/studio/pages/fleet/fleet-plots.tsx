import { useCallback, useEffect, useMemo, useState } from "react";
import { Plot } from "../../ui/plot.tsx";
import { useFormat } from "../../words/format.ts";
import { useLanguage } from "../../words/words.tsx";
import { type Point, type PoolFigures, withPoint } from "./metrics.ts";
import { words } from "./words.ts";

/** Queue and load since the page was opened: one point for each time that it asked. Nobody records them before. */
export function FleetPlots({ pools, at }: { pools: readonly PoolFigures[]; at: number }) {
	const say = words.use();
	const format = useFormat();
	const { locale } = useLanguage();
	const [points, setPoints] = useState<readonly Point[]>([]);
	useEffect(() => setPoints((seen) => withPoint(seen, pools, at)), [pools, at]);
	const formatTime = useMemo(() => {
		const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });
		return (ms: number) => time.format(ms);
	}, [locale]);
	const { times, queue, busy } = useMemo(
		() => ({
			times: points.map((point) => point.at),
			queue: [
				{ words: say("waiting"), colour: "accent" as const, values: points.map(({ queued }) => queued) },
				{ words: say("held"), colour: "good" as const, values: points.map(({ held }) => held) },
			],
			busy: [{ words: say("busy"), colour: "good" as const, values: points.map((point) => point.busy) }],
		}),
		[points, say],
	);
	const whole = useCallback(
		(value: number) => (Number.isInteger(value) ? format.number(value) : ""),
		[format],
	);
	const share = useCallback((value: number) => format.percent(value * 100), [format]);
	return (
		<div className="grid gap-4 lg:grid-cols-2">
			<Plot
				label={say("queue_plot")}
				{...{ times, formatTime, series: queue, look: "lines", format: whole }}
			/>
			<Plot label={say("busy_plot")} {...{ times, formatTime, series: busy, look: "lines", format: share }} />
		</div>
	);
}
