import type { StageDefinition } from "../../../../workflows/pipelines/definition/document.ts";
import type { StageRequest } from "../../../../workflows/pipelines/plan/plan-stage.ts";
import type { JobPlan } from "../../../../workflows/plan/plan.ts";
import { comparedSteps } from "../../../../workflows/training/compared.ts";
import { type Comparison, comparisonSchema } from "../../../contract/jobs/comparison-request.ts";
import type { Database } from "../../../db/client.ts";
import type { Facts } from "../../../workflows/facts.ts";
import type { KnownServer } from "../../../workflows/refused-by-comfyui.ts";
import type { Offered } from "../../../workflows/resolve.ts";
import type { JobAggregate } from "../../lifecycle/aggregate.ts";
import { comparedOf } from "./compared.ts";
import { type Compared, planComparison } from "./plan-comparison.ts";

/** A stage that compares, and what it is given. */
interface ComparingStage {
	compares: NonNullable<StageDefinition["compares"]>;
	/** One for each prompt. */
	requests: readonly StageRequest[];
	/** The job of the training. */
	training: string;
	of: Compared;
}

/** Plans with what is known of the pool; `more`: whether models that no worker has are waited for. */
export type Planning = (
	more: { wait_for_models?: true },
	pool: Facts,
	servers: readonly KnownServer[],
) => JobPlan;

/** What a stage that trained has left to compare, and the job that it ran in. @throws ApiError */
export async function comparedStage(db: Database, { job, stages }: JobAggregate, trained: string) {
	const training = stages.find(({ key }) => key === trained)?.adopted_from ?? job.id;
	return { training, of: await comparedOf(db, job.account_id, training) };
}

/**
 * The plan of a stage that compares checkpoints, and what it comes to as a comparison that somebody asks for. Throws
 * ApiError where it cannot be planned. Pure.
 *
 * @param offered what makes its pictures
 * @param planned calls what it is given, as often as it likes
 */
export function openComparison(
	stage: ComparingStage,
	offered: Offered | null,
	planned: (plan: Planning) => JobPlan,
): { plan: JobPlan; asked: Comparison } {
	const asked = askedOf(stage);
	const request = { priority: 0, deadline_s: 1, metadata: {} };
	const plan = planned((more, pool, servers) =>
		planComparison(asked, stage.of, { ...request, ...more }, pool, servers, offered),
	);
	const wanted = new Set(
		stage.requests.flatMap(({ first_task, only }) => only.map((task) => first_task + task)),
	);
	return {
		asked,
		plan: {
			...plan,
			...{ workflow: asked.workflow ?? "", parameters: {} },
			tasks: plan.tasks.filter(({ index }) => wanted.has(index)),
		},
	};
}

function askedOf({ compares, requests, training, of }: ComparingStage): Comparison {
	// The comparison gives these by itself.
	const { prompt: _, lora: __, trigger_word: ___, ...parameters } = requests[0]?.parameters ?? {};
	return comparisonSchema.parse({
		...{ training, parameters, seeds: compares.seeds },
		prompts: requests.map((one) => one.parameters.prompt),
		steps: comparedSteps(
			of.checkpoints.map(({ step }) => step),
			compares.checkpoints,
		),
		workflow: requests[0]?.workflow,
	});
}
