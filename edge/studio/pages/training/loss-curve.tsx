import { useCallback, useMemo } from "react";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { Plot } from "../../ui/plot/plot.tsx";
import { useFormat } from "../../words/format.ts";
import { lossText } from "./loss-text.ts";
import { type LossPoint, smoothed } from "./losses.ts";
import { words } from "./words.ts";

interface Props {
	points: readonly LossPoint[];
	checkpoints: TrainingResource["checkpoints"];
	/** Where it ends: the plot is as wide from the first step on. */
	steps: number;
}

/** The loss over all steps, with its noise and without, and where checkpoints were kept. */
export function LossCurve({ points, checkpoints, steps }: Props) {
	const say = words.use();
	const format = useFormat();
	const { at, series, last } = useMemo(() => {
		const mean = smoothed(points);
		return {
			at: points.map(({ step }) => step),
			last: mean.at(-1) ?? 0,
			series: [
				{ words: say("loss"), colour: "muted" as const, values: points.map(({ loss }) => loss) },
				{ words: say("loss_mean"), colour: "accent" as const, values: mean },
			],
		};
	}, [points, say]);
	const marks = useMemo(() => checkpoints.map(({ step }) => step), [checkpoints]);
	const range = useMemo(() => [0, steps] as const, [steps]);
	const formatStep = useCallback((step: number) => format.number(Math.round(step)), [format]);
	return (
		<div data-losses={points.length}>
			<Plot
				label={say("loss_now", { loss: lossText(last), n: points.at(-1)?.step ?? 0 })}
				note={say("marks")}
				look="lines"
				axis="numbers"
				times={at}
				{...{ series, marks, range }}
				format={lossText}
				formatTime={formatStep}
			/>
		</div>
	);
}
