import type { Progress } from "../../../edge/contract/jobs/events.ts";
import type { TrainingStand } from "./run-trainer.ts";

/** What is told of where a training stands: 100 is said when it is over. Pure. */
export function progressOf(
	{ step, loss, learning_rate, seconds_per_step }: TrainingStand,
	steps: number,
): Progress {
	const words = [
		...(loss === null ? [] : [`loss ${loss}`]),
		...(learning_rate === null ? [] : [`learning rate ${learning_rate}`]),
		...(seconds_per_step === null ? [] : [`${Number(seconds_per_step.toPrecision(3))} seconds a step`]),
	];
	return {
		percent: Math.min(99.9, Math.round((1000 * step) / steps) / 10),
		node: null,
		node_title: "Training",
		step,
		steps,
		nodes_done: 0,
		nodes_total: 1,
		message: words.length === 0 ? null : words.join(", "),
		...{ loss, learning_rate, seconds_per_step },
	};
}
