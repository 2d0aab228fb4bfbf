import type { ProgressTick } from "../../../contract/jobs/events.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import { Progress } from "../../ui/feedback/progress.tsx";
import { useFormat } from "../../words/format.ts";
import { words as jobWords } from "../job/words.ts";
import { type LossPoint, leftOf } from "./losses.ts";
import { words } from "./words.ts";

interface Props {
	training: TrainingResource;
	tick: ProgressTick | undefined;
	points: readonly LossPoint[];
}

/** Which step it is at, of how many, and how long the rest takes at the pace of the last ones. */
export function StepBar({ training: { step: kept, steps }, tick, points }: Props) {
	const say = words.use();
	const job = jobWords.use();
	const format = useFormat();
	const step = tick?.step ?? kept;
	const left = tick ? leftOf(points, steps - step) : null;
	const [least, most] = left ? [format.duration(left.least), format.duration(left.most)] : [];
	return (
		<div className="mb-6" data-step={step}>
			<Progress label={job("overall")} value={(100 * step) / steps} className="h-1.5" />
			<p className="figures mt-2 flex flex-wrap justify-between gap-x-4 text-sm text-muted">
				<span>{say("step_of", { n: step, all: steps })}</span>
				{tick?.message && step === 0 && <span dir="auto">{tick.message}</span>}
				{least !== undefined && most !== undefined && (
					<span data-remaining>
						{least === most ? job("left_at_most", { time: most }) : job("left", { least, most })}
					</span>
				)}
			</p>
		</div>
	);
}
