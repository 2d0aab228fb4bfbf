import type { ReactNode } from "react";
import type { PlotProps } from "./plot-props.ts";

interface Props extends Pick<PlotProps, "label" | "note"> {
	/** What stands beside the label. */
	beside?: ReactNode;
	children: ReactNode;
}

/** What a plot stands in, with what it shows above it. */
export function PlotFrame({ label, note, beside, children }: Props) {
	return (
		<figure className="min-w-0 rounded-xl border border-line bg-sheet p-4 sm:p-5">
			<figcaption className="flex flex-wrap items-baseline justify-between gap-x-4">
				<span className="font-semibold">{label}</span>
				{beside}
			</figcaption>
			{note && <p className="mt-1 text-sm text-muted">{note}</p>}
			{children}
		</figure>
	);
}
