import uPlot from "uplot";
import type { PlotColour, PlotProps } from "./plot-props.ts";

export type Palette = Record<PlotColour | "line" | "font", string>;
interface Wanted extends Pick<PlotProps, "series" | "look" | "format" | "formatTime"> {
	width: number;
	height: number;
}

/** Room for values at the side of the plot, and between times below it, in pixels. */
const VALUES_WIDTH = 72;
const TIME_SPACE = 96;
const FONT_SIZE = 12;
/** The top stays free, and a plot of zeros alone is as high as one of ones. */
const HEADROOM = 1.1;

/** How uPlot is to draw it. */
export function plotOptions(
	{ width, height, series, look, format, formatTime }: Wanted,
	palette: Palette,
): uPlot.Options {
	const font = `${FONT_SIZE}px ${palette.font}`;
	const axis = { stroke: palette.muted, font, ticks: { show: false } };
	const bars = uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.15 });
	return {
		...{ width, height, legend: { show: false }, padding: [8, 8, 0, 0] },
		cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: look === "lines" } },
		scales: {
			x: { time: true, range: (_, from, to) => spread(from, to, look === "bars") },
			y: { range: (_, __, most) => [0, (most || 1) * HEADROOM] },
		},
		axes: [
			{
				...axis,
				...{ space: TIME_SPACE, grid: { show: false } },
				values: (_, times) => times.map((s) => formatTime(s * 1000)),
			},
			{
				...axis,
				...{ size: VALUES_WIDTH, grid: { stroke: palette.line, width: 1 } },
				values: (_, values) => distinct(values.map(format)),
			},
		],
		series: [
			{},
			...series.map(({ words, colour }) => ({
				...{ label: words, stroke: palette[colour], width: look === "bars" ? 0 : 2 },
				...(look === "bars" && bars ? { fill: palette[colour], paths: bars } : {}),
				points: { show: false },
			})),
		],
	};
}

const DAY_S = 86_400;

/** Bars stand around their time: there is half a day on either side. */
function spread(from: number, to: number, bars: boolean): [number, number] {
	if (from === to) return [from - DAY_S, to + DAY_S];
	return bars ? [from - DAY_S / 2, to + DAY_S / 2] : [from, to];
}

/** Values that are written alike are written once. */
function distinct(texts: readonly string[]): string[] {
	return texts.map((text, i) => (text === texts[i - 1] ? "" : text));
}
