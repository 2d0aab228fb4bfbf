import { useCallback, useMemo } from "react";
import type { PoolHistory } from "../../../contract/pools/pool-history.ts";
import { Plot } from "../../ui/plot/plot.tsx";
import { useFormat } from "../../words/format.ts";
import { useLanguage } from "../../words/words.tsx";
import { linesOf, SPANS, type Span } from "./history.ts";
import { words } from "./words.ts";

interface Props {
	history: PoolHistory;
	span: Span;
	/** When it was asked for, in milliseconds: the plots end there. */
	asked: number;
}

/** Queue, workers, load, cold starts and spend of a pool over the same time. */
export function HistoryPlots({ history, span, asked }: Props) {
	const say = words.use();
	const format = useFormat();
	const { locale } = useLanguage();
	const { times, queue, workers, busy, cold, spend } = useMemo(() => {
		const lines = linesOf(history);
		return {
			times: lines.times,
			queue: [{ words: say("waiting"), colour: "accent" as const, values: lines.queued }],
			workers: [{ words: say("workers"), colour: "good" as const, values: lines.workers }],
			busy: [{ words: say("busy"), colour: "good" as const, values: lines.busy }],
			cold: [{ words: say("cold_starts"), colour: "accent" as const, values: lines.coldStarts }],
			spend: [{ words: say("spent"), colour: "accent" as const, values: lines.spent }],
		};
	}, [history, say]);
	const range = useMemo(() => [asked - SPANS[span].length_ms, asked] as const, [span, asked]);
	const formatTime = useMemo(() => {
		const parts =
			span === "month"
				? ({ day: "numeric", month: "short", hour: "numeric" } as const)
				: ({ hour: "numeric", minute: "2-digit" } as const);
		const time = new Intl.DateTimeFormat(locale, parts);
		return (ms: number) => time.format(ms);
	}, [locale, span]);
	const number = useCallback((value: number) => format.number(value), [format]);
	const share = useCallback((value: number) => format.percent(value * 100), [format]);
	const money = useCallback((value: number) => format.money(value), [format]);
	const all = { times, range, formatTime, look: "lines" } as const;
	return (
		<div className="grid gap-4 lg:grid-cols-2" data-history={history.pool}>
			<Plot {...all} label={say("queue_plot")} series={queue} format={number} />
			<Plot {...all} label={say("workers_plot")} series={workers} format={number} />
			<Plot {...all} label={say("busy_plot")} series={busy} format={share} />
			<Plot {...all} label={say("cold_starts")} series={cold} format={number} />
			<Plot {...all} label={say("spend_plot")} series={spend} format={money} />
		</div>
	);
}
