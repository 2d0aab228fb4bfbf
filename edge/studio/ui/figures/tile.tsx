import type { ReactNode } from "react";

/** One figure that matters, with its name above and what belongs to it below. */
export function Tile({ name, figure, note }: { name: string; figure: ReactNode; note?: ReactNode }) {
	return (
		<div className="min-w-0 rounded-xl border border-line bg-sheet p-4 sm:p-5">
			<dt className="text-sm text-muted">{name}</dt>
			<dd className="figures mt-1 text-xl font-semibold tracking-tight [overflow-wrap:anywhere] sm:text-2xl">
				{figure}
			</dd>
			{note && <dd className="figures mt-0.5 text-sm text-muted">{note}</dd>}
		</div>
	);
}
