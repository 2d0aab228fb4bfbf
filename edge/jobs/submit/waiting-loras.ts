import { inputsOf } from "../../../workflows/plan/files.ts";
import type { KeptLora } from "../../../workflows/plan/loras.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import type { JobRequest } from "../../contract/jobs/jobs.ts";
import type { Env } from "../../env.ts";
import { lookForLoras, lorasNamed } from "../../loras/awaited.ts";
import { standIns } from "../../loras/stand-in.ts";
import type { JobAggregate, Stage } from "../lifecycle/aggregate.ts";
import { newStage } from "../lifecycle/stages.ts";
import { freshJob, ONLY_STAGE, type Submission } from "./create.ts";

/** The LoRAs that a request is looked at with. */
export interface SubmittedLoras {
	/** Those that it is planned with: what is not there yet is stood in for. */
	loras: KeptLora[];
	/** The files of those that are there. */
	files: ReadonlySet<string>;
	/** Made-up files, of LoRAs that are not there yet. */
	madeUp: ReadonlySet<string>;
}

/**
 * The LoRAs that parameters name. Where the request is ready to wait for them, those that may come are stood in for. Else
 * throws ApiError `lora_not_ready` where one is still being trained.
 */
export async function lorasOfRequest(
	env: Env,
	account: string,
	{ wait_for_loras = false }: Pick<JobRequest, "wait_for_loras">,
	parameters: unknown,
): Promise<SubmittedLoras> {
	const { kept, pending } = wait_for_loras
		? await lookForLoras(env, account, parameters)
		: { kept: await lorasNamed(env, account, parameters), pending: [] };
	const waits = standIns(pending);
	return {
		loras: [...kept, ...waits],
		files: new Set(kept.map(({ asset_id }) => asset_id)),
		madeUp: new Set(waits.map(({ asset_id }) => asset_id)),
	};
}

/** The plan without files that were made up for it, and whether there were any. Pure. */
export function withoutMadeUp(plan: JobPlan, madeUp: ReadonlySet<string>): { plan: JobPlan; waits: boolean } {
	if (!inputsOf(plan).some((id) => madeUp.has(id))) return { plan, waits: false };
	return { plan: onlyFiles(plan, (id) => !madeUp.has(id)), waits: true };
}

/** The plan with those of its files that pass. Pure. */
export function onlyFiles(plan: JobPlan, passes: (asset: string) => boolean): JobPlan {
	return {
		...plan,
		tasks: plan.tasks.map((task) => ({
			...task,
			inputs: task.inputs.filter(({ asset_id }) => passes(asset_id)),
			...(task.training && {
				training: { ...task.training, files: task.training.files.filter((file) => passes(file.asset_id)) },
			}),
			...(task.forms && {
				forms: task.forms.map((form) => ({
					...form,
					inputs: form.inputs.filter(({ asset_id }) => passes(asset_id)),
				})),
			}),
			...(task.folders && {
				folders: task.folders.map((folder) => ({
					...folder,
					files: folder.files.filter((file) => "text" in file || passes(file.asset_id)),
				})),
			}),
		})),
	};
}

/** A job as it begins that is to be planned once its LoRAs are there: one stage, ready, without a task. */
export function unplannedJob(
	submission: Omit<Submission, "idempotency">,
	pool: string,
	quality: Pick<Stage, "judged" | "quality" | "retakes_left">,
	now: number,
): JobAggregate {
	const stage: Stage = { ...newStage(ONLY_STAGE, 0, now), ...quality, status: "ready" };
	return { job: freshJob(submission, pool, now), stages: [stage], tasks: [] };
}
