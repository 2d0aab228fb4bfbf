import { shell } from "../../words/shell.ts";
import { Button } from "../button/button.tsx";
import { PlotFrame } from "./plot-frame.tsx";
import type { PlotProps } from "./plot-props.ts";

/** In place of a plot that could not be loaded: what it would have shown, and what to do. The page around it stays. */
export function LostPlot({ onRetry, ...plot }: Pick<PlotProps, "label" | "note"> & { onRetry(): void }) {
	const say = shell.use();
	return (
		<PlotFrame {...plot}>
			<div className="grid min-h-56 place-items-center content-center gap-3 text-center text-muted">
				<p>{say("load_failed")}</p>
				<div className="flex flex-wrap justify-center gap-2">
					<Button icon="refresh" onClick={onRetry}>
						{say("try_again")}
					</Button>
					<Button look="quiet" onClick={() => window.location.reload()}>
						{say("reload")}
					</Button>
				</div>
			</div>
		</PlotFrame>
	);
}
