import type { TrainingResource } from "../../../edge/contract/training/trainings.ts";

type Told = Pick<TrainingResource, "id" | "status" | "output_name" | "step" | "steps">;

/** A training on one line: id, status, name, steps of those there are. */
export function lineOf({ id, status, output_name, step, steps }: Told): string {
	return [id, status, output_name, `${step}/${steps}`].join("\t");
}

/** A training with a line for each checkpoint. */
export function textOf(training: TrainingResource): string {
	const { trainer, family, base_model, trigger, pictures, checkpoints, error, cost } = training;
	const { estimate_micro_usd: estimate, budget_micro_usd: budget } = cost;
	const told = {
		trainer,
		base: `${base_model} (${family})`,
		trigger,
		pictures: String(pictures),
		cost: `${usd(cost.micro_usd)}, reckoned with ${usd(estimate)}, at most ${budget === null ? "anything" : usd(budget)}`,
		...(error && { error: `${error.code}: ${error.message}` }),
	};
	return [
		lineOf(training),
		...Object.entries(told).map(([what, value]) => `${what}\t${value}`),
		...checkpoints.map(({ step, loss, resumable, versions }) =>
			[
				`step ${step}`,
				loss === null ? "" : `loss ${loss.toPrecision(3)}`,
				resumable ? "state kept" : "",
				...versions,
			]
				.join("\t")
				.trimEnd(),
		),
		...(training.weights === null ? [] : [["last weights", ...training.weights_versions].join("\t")]),
	].join("\n");
}

function usd(micro: number | null): string {
	return micro === null ? "nobody knows what" : `${(micro / 1_000_000).toFixed(2)} USD`;
}
