import uPlot from "uplot";
import type { PlotColour, PlotProps } from "./plot-props.ts";

export type Palette = Record<PlotColour | "line" | "edge" | "font", string>;

/** What uPlot counts in: seconds, or the numbers themselves. */
export const unitOf = (axis: PlotProps["axis"]) => (axis === "numbers" ? 1 : 1000);
interface Wanted extends Pick<PlotProps, "series" | "look" | "format" | "formatTime" | "axis" | "range"> {
	width: number;
	height: number;
}

/** Room for values at the side of the plot, and between times below it, in pixels. */
const VALUES_WIDTH = 72;
const TIME_SPACE = 96;
const TIME_HEIGHT = 32;
const FONT_SIZE = 12;
/** Fewer values are points. */
const FEWEST_OF_A_LINE = 3;
/** The top stays free, and a plot of zeros alone is as high as one of ones. */
const HEADROOM = 1.1;

/** How uPlot is to draw it. */
export function plotOptions(
	{ width, height, series, look, format, formatTime, axis: of = "time", range }: Wanted,
	marks: () => readonly number[],
	palette: Palette,
): uPlot.Options {
	const font = `${FONT_SIZE}px ${palette.font}`;
	const unit = unitOf(of);
	const axis = { stroke: palette.muted, font, ticks: { show: false } };
	const bounded = series.filter(({ within }) => within !== undefined);
	const bars = uPlot.paths.bars?.({ size: [0.7, 28], radius: 0.15 });
	return {
		...{ width, height, legend: { show: false }, padding: [8, 8, 0, 0] },
		cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: look === "lines" } },
		scales: {
			x: {
				time: of === "time",
				range: (_, from, to) =>
					range ? [range[0] / unit, range[1] / unit] : spread(from, to, look === "bars"),
			},
			y: { range: (_, __, most) => [0, (most || 1) * HEADROOM] },
		},
		axes: [
			{
				...axis,
				...{ space: TIME_SPACE, size: TIME_HEIGHT, grid: { show: false } },
				values: (_, times) => times.map((s) => formatTime(s * unit)),
			},
			{
				...axis,
				...{ size: VALUES_WIDTH, grid: { stroke: palette.line, width: 1 } },
				values: (_, values) => distinct(values.map(format)),
			},
		],
		hooks: { drawClear: [(plot) => drawMarks(plot, marks(), unit, palette.edge)] },
		series: [
			{},
			...series.map(({ words, colour }) => ({
				...{ label: words, stroke: palette[colour], width: look === "bars" ? 0 : colour === "muted" ? 1 : 2 },
				...(look === "bars" && bars ? { fill: palette[colour], paths: bars } : {}),
				// Too few make no line.
				points: { show: ({ data }: uPlot) => look === "lines" && (data[0]?.length ?? 0) < FEWEST_OF_A_LINE },
			})),
			...bounded.flatMap(() => [UNSEEN, UNSEEN]),
		],
		bands: bounded.map(({ colour }, i) => {
			const upper = 1 + series.length + 2 * i;
			return { series: [upper, upper + 1], fill: `color-mix(in srgb, ${palette[colour]} 20%, transparent)` };
		}),
	};
}

/** The edge of a band: only what is between two of them is drawn. */
const UNSEEN: uPlot.Series = { width: 0, points: { show: false } };

/** A line from top to bottom for each mark, below what is drawn. */
function drawMarks(plot: uPlot, marks: readonly number[], unit: number, colour: string): void {
	const { ctx, bbox } = plot;
	ctx.save();
	ctx.strokeStyle = colour;
	ctx.lineWidth = window.devicePixelRatio;
	ctx.setLineDash([3 * ctx.lineWidth, 3 * ctx.lineWidth]);
	for (const mark of marks) {
		const x = Math.round(plot.valToPos(mark / unit, "x", true));
		ctx.beginPath();
		ctx.moveTo(x, bbox.top);
		ctx.lineTo(x, bbox.top + bbox.height);
		ctx.stroke();
	}
	ctx.restore();
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
