import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "../theme.ts";
import { PlotFrame } from "./plot-frame.tsx";
import { type Palette, plotOptions, unitOf } from "./plot-options.ts";
import type { PlotColour, PlotProps } from "./plot-props.ts";

const HEIGHT = 220;
const COLOURS = ["accent", "good", "warn", "bad", "muted"] as const satisfies readonly PlotColour[];

/** The plot itself, drawn anew when its data, its room or the theme changes. */
export default function DrawnPlot(props: PlotProps) {
	const { label, note, times, series, look, format, formatTime, axis, range, marks } = props;
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
	// A series of another name or colour is another plot; of other values it is drawn into the plot that is there.
	const lines = useSteady(
		series,
		series.map(({ words, colour, within }) => `${colour} ${words} ${within !== undefined}`).join(),
	);
	const data = useMemo<uPlot.AlignedData>(
		() => [
			times.map((time) => time / unitOf(axis)),
			...series.map(({ values }) => [...values]),
			...series.flatMap(({ within }) =>
				within === undefined
					? []
					: [within.map((pair) => pair?.[1] ?? null), within.map((pair) => pair?.[0] ?? null)],
			),
		],
		[times, series, axis],
	);
	const plot = useRef<uPlot>(null);
	const shown = useRef({ marks, data });
	shown.current.data = data;
	useEffect(() => {
		const element = place.current;
		if (!element || width === 0) return;
		const options = plotOptions(
			{ width, height: HEIGHT, series: lines, look, format, formatTime, axis, range },
			() => shown.current.marks ?? [],
			paletteOf(element, scheme),
		);
		const drawn = new uPlot(
			{
				...options,
				hooks: { ...options.hooks, setCursor: [({ cursor }) => setPointed(cursor.idx ?? null)] },
			},
			shown.current.data,
			element,
		);
		plot.current = drawn;
		return () => {
			plot.current = null;
			drawn.destroy();
		};
	}, [width, lines, look, format, formatTime, axis, range, scheme]);
	// What comes along while it is looked at is drawn into the plot that is there.
	useEffect(() => {
		shown.current.marks = marks;
		plot.current?.setData(data);
	}, [data, marks]);
	const at = pointed === null ? undefined : times[pointed];
	return (
		<PlotFrame
			label={label}
			note={note}
			beside={
				<span className="figures min-h-6 text-sm text-muted" aria-hidden="true">
					{at !== undefined &&
						[
							formatTime(at),
							...series.map(
								({ words, values, notes }) =>
									`${words} ${told(values[pointed ?? 0], format)}${notes?.[pointed ?? 0] ?? ""}`,
							),
						].join(" · ")}
				</span>
			}
		>
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
		</PlotFrame>
	);
}

/** The value that came first with this key: what depends on it stands while only other things of it change. */
function useSteady<T>(value: T, key: string): T {
	const kept = useRef({ key, value });
	if (kept.current.key !== key) kept.current = { key, value };
	return kept.current.value;
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
	const palette = {
		...colours,
		line: colourOf("line"),
		edge: colourOf("edge"),
		font: getComputedStyle(element).fontFamily,
	};
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
