/** Colours of lines and bars, by what they are in the theme. */
export type PlotColour = "accent" | "good" | "warn" | "bad" | "muted";

export interface PlotSeries {
	words: string;
	colour: PlotColour;
	/** One for each time; null: nothing is known. */
	values: readonly (number | null)[];
	/** Where each value lies with some certainty: a band around the line; left out, nothing is known of that. */
	within?: readonly (readonly [low: number, high: number] | null)[];
	/** What is told beside each value when it is pointed at. */
	notes?: readonly string[];
}

export interface PlotProps {
	/** What it shows, with the figure that matters: for screen readers, and above it. */
	label: string;
	/** What matters besides, below the label. */
	note?: string | undefined;
	/** Milliseconds, rising; with `axis` numbers these are they. */
	times: readonly number[];
	axis?: "time" | "numbers" | undefined;
	/** Where the axis begins and ends; left out, with the first and the last time. */
	range?: readonly [from: number, to: number] | undefined;
	/** Times that something happened at: each has a line. */
	marks?: readonly number[];
	series: readonly PlotSeries[];
	look: "bars" | "lines";
	/** How values are written. */
	format(value: number): string;
	/** How a time is written below the plot, and beside the pointer. */
	formatTime(ms: number): string;
}
