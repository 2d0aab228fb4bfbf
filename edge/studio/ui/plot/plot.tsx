import { type ComponentType, useEffect, useSyncExternalStore } from "react";
import { Skeleton } from "../feedback/skeleton.tsx";
import { LostPlot } from "./lost-plot.tsx";
import type { PlotProps } from "./plot-props.ts";

type Drawing = { as: "unasked" | "asked" | "lost" } | { as: "loaded"; Drawn: ComponentType<PlotProps> };

/** What draws plots, for all of them together: one that is asked for again brings the others along. */
let drawing: Drawing = { as: "unasked" };
const waiting = new Set<() => void>();

function became(next: Drawing): void {
	drawing = next;
	for (const heard of waiting) heard();
}

function load(): void {
	if (drawing.as === "asked" || drawing.as === "loaded") return;
	became({ as: "asked" });
	import("./drawn-plot.tsx").then(
		({ default: Drawn }) => became({ as: "loaded", Drawn }),
		() => became({ as: "lost" }),
	);
}

function hear(heard: () => void): () => void {
	waiting.add(heard);
	return () => void waiting.delete(heard);
}

/**
 * Figures over time, as bars or lines. What draws them is loaded when one is first shown; where that cannot be had, it is
 * said in the place of the plot, and the page around it stays.
 */
export function Plot(props: PlotProps) {
	const now = useSyncExternalStore(hear, () => drawing);
	useEffect(load, []);
	if (now.as === "loaded") return <now.Drawn {...props} />;
	if (now.as === "lost") return <LostPlot label={props.label} note={props.note} onRetry={load} />;
	return <Skeleton className="h-56 w-full rounded-xl" />;
}
