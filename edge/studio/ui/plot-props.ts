/** Colours of lines and bars, by what they are in the theme. */
export type PlotColour = "accent" | "good" | "warn" | "bad" | "muted";

export interface PlotSeries {
	words: string;
	colour: PlotColour;
	/** One for each time; null: nothing is known. */
	values: readonly (number | null)[];
}

export interface PlotProps {
	/** What it shows, with the figure that matters: for screen readers, and above it. */
	label: string;
	/** Milliseconds, rising. */
	times: readonly number[];
	series: readonly PlotSeries[];
	look: "bars" | "lines";
	/** How values are written. */
	format(value: number): string;
	/** How a time is written below the plot, and beside the pointer. */
	formatTime(ms: number): string;
}
