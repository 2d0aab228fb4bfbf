import type { Capabilities } from "../../../../workflows/object-info/capabilities.ts";
import { missingModelFiles } from "../../../../workflows/plan/missing.ts";
import type { JobPlan } from "../../../../workflows/plan/plan.ts";
import type { ProblemCode, ProblemItem } from "../../../contract/problem.ts";
import { ApiError } from "../../../problem.ts";

/** What becomes of a request that no worker of its pool could run now. */

export const isModel = ({ code }: ProblemItem) => code === "missing_model";

/** Its tasks are for workers that have what the one lacks that lacks the least. */
export function waitFor(plan: JobPlan, known: readonly Capabilities[]): void {
	for (const task of plan.tasks) {
		const [missing = []] = known
			.map((capabilities) => missingModelFiles(capabilities, task))
			.sort((a, b) => a.length - b.length);
		const named = new Set(task.models.map(({ file }) => file));
		task.models = [...task.models, ...missing.filter(({ file }) => !named.has(file))];
	}
}

/** The refusal of what no worker has. The workers are asked to look again; what came since is known in a moment. */
export function lacking(problems: ProblemItem[]): ApiError {
	const advice = problems.every(isModel)
		? "the workers were asked to look at their files again: try again in a few seconds, or send `wait_for_models: true` to have the job wait for it"
		: "the workers were asked to look again at what they have";
	const detail = `${problems[0]?.message ?? "no worker of the pool can run this"} (${advice})`;
	return new ApiError("unsupported_capability", detail, problems, { "retry-after": "5" });
}

export function invalid(code: ProblemCode, problems: ProblemItem[]): ApiError {
	return new ApiError(code, problems[0]?.message ?? "the request does not fit", problems);
}
