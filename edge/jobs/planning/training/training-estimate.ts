import type { JobPlan } from "../../../../workflows/plan/plan.ts";
import { gpuForEstimate, sourceOfPrice } from "../../../../workflows/prices/price-sheet.ts";
import type { TrainingEstimate } from "../../../contract/training/trainings.ts";
import { moneyOfWorkflow } from "../../budgets/money.ts";

/** What the plan of a training comes to: its recipe, and what it is reckoned to take and cost. Pure. */
export function estimateTraining(plan: JobPlan): Omit<TrainingEstimate, "budget_micro_usd"> {
	const [task] = plan.tasks;
	if (task?.training === undefined) throw new Error("the plan is not one of a training");
	const { recipe, trigger, pictures } = task.training.work;
	const gpu = gpuForEstimate(task.requires?.vram_gb ?? 0);
	return {
		...{ pictures: pictures.length, trigger, recipe },
		estimate: {
			tasks: 1,
			seconds: task.typical_seconds,
			micro_usd: moneyOfWorkflow(undefined, plan).estimate_micro_usd ?? 0,
			basis: "gpu_time",
			gpu: gpu.title,
			source: `700 steps in about 45 minutes, before any was measured; ${sourceOfPrice(gpu)}`,
		},
	};
}
