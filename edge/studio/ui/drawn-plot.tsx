import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type Palette, plotOptions } from "./plot-options.ts";
import type { PlotColour, PlotProps } from "./plot-props.ts";
import { useTheme } from "./theme.ts";

const HEIGHT = 220;
const COLOURS = ["accent", "good", "warn", "bad", "muted"] as const satisfies readonly PlotColour[];

/** The plot itself, drawn anew when its data, its room or the theme changes. */
export default function DrawnPlot({ label, times, series, look, format, formatTime }: PlotProps) {
	const frame = useRef<HTMLDivElement>(null);
	const place = useRef<HTMLDivElement>(null);
	const [pointed, setPointed] = useState<number | null>(null);
	const [width, setWidth] = useState(0);
	const scheme = useScheme();
	useEffect(() => {
		const element = frame.current;
		if (!element) return;
		const watcher = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
		watcher.observe(element);
		return () => watcher.disconnect();
	}, []);
	useEffect(() => {
		const element = place.current;
		if (!element || width === 0) return;
		const options = plotOptions(
			{ width, height: HEIGHT, series, look, format, formatTime },
			paletteOf(element, scheme),
		);
		const plot = new uPlot(
			{ ...options, hooks: { setCursor: [({ cursor }) => setPointed(cursor.idx ?? null)] } },
			[times.map((ms) => ms / 1000), ...series.map(({ values }) => [...values])],
			element,
		);
		return () => plot.destroy();
	}, [width, times, series, look, format, formatTime, scheme]);
	const at = pointed === null ? undefined : times[pointed];
	return (
		<figure className="min-w-0 rounded-xl border border-line bg-sheet p-4 sm:p-5">
			<figcaption className="flex flex-wrap items-baseline justify-between gap-x-4">
				<span className="font-semibold">{label}</span>
				<span className="figures min-h-6 text-sm text-muted" aria-hidden="true">
					{at !== undefined &&
						[
							formatTime(at),
							...series.map(({ words, values }) => `${words} ${told(values[pointed ?? 0], format)}`),
						].join(" · ")}
				</span>
			</figcaption>
			<div ref={frame} dir="ltr" aria-hidden="true" className="mt-2" style={{ height: HEIGHT }}>
				<div ref={place} />
			</div>
			{series.length > 1 && (
				<ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
					{series.map(({ words, colour }) => (
						<li key={words} className="flex items-center gap-2">
							<span className={`size-2.5 rounded-full ${DOTS[colour]}`} />
							{words}
						</li>
					))}
				</ul>
			)}
		</figure>
	);
}

const DOTS: Record<PlotColour, string> = {
	accent: "bg-accent",
	good: "bg-good",
	warn: "bg-warn",
	bad: "bg-bad",
	muted: "bg-muted",
};

const told = (value: number | null | undefined, format: (value: number) => string) =>
	value === null || value === undefined ? "–" : format(value);

/** A canvas takes no variables: what they come to here, in light or dark. */
function paletteOf(element: HTMLElement, scheme: "light" | "dark"): Palette {
	const probe = document.createElement("span");
	probe.style.colorScheme = scheme;
	// While a colour fades over to the next, the one before is told.
	probe.style.transition = "none";
	element.append(probe);
	const colourOf = (name: string) => {
		probe.style.color = `var(--${name})`;
		return getComputedStyle(probe).color;
	};
	const colours = Object.fromEntries(COLOURS.map((name) => [name, colourOf(name)])) as Record<
		PlotColour,
		string
	>;
	const palette = { ...colours, line: colourOf("line"), font: getComputedStyle(element).fontFamily };
	probe.remove();
	return palette;
}

/** Light or dark, as it was chosen, or else as the machine is set. */
function useScheme(): "light" | "dark" {
	const [theme] = useTheme();
	const [dark, setDark] = useState(() => window.matchMedia("(prefers-color-scheme: dark)").matches);
	useEffect(() => {
		const query = window.matchMedia("(prefers-color-scheme: dark)");
		const changed = () => setDark(query.matches);
		query.addEventListener("change", changed);
		return () => query.removeEventListener("change", changed);
	}, []);
	if (theme !== "system") return theme;
	return dark ? "dark" : "light";
}
