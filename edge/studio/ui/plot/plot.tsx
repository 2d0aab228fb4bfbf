import { lazy, Suspense } from "react";
import { Skeleton } from "../feedback/skeleton.tsx";
import type { PlotProps } from "./plot-props.ts";

const Drawn = lazy(() => import("./drawn-plot.tsx"));

/** Figures over time, as bars or lines. What draws them is loaded when one is first shown. */
export function Plot(props: PlotProps) {
	return (
		<Suspense fallback={<Skeleton className="h-56 w-full rounded-xl" />}>
			<Drawn {...props} />
		</Suspense>
	);
}
