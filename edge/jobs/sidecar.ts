import { asc, eq } from "drizzle-orm";
import type { TaskPlan } from "../../workflows/plan/plan.ts";
import { toAsset } from "../assets/resource.ts";
import type { Sidecar } from "../contract/jobs.ts";
import type { Database } from "../db/client.ts";
import { assets, attempts, type jobs, taskPlans, tasks, workers } from "../db/schema.ts";

/**
 * What is needed to make a job's outputs again: for every task the graph as it ran (or will run), its seed,
 * models, inputs, and what ran it.
 */
export async function sidecarOf(
	db: Database,
	job: Pick<typeof jobs.$inferSelect, "id" | "workflow" | "parameters">,
): Promise<Sidecar> {
	const [rows, assetRows, attemptRows] = await db.batch([
		db
			.select({ task: tasks, plan: taskPlans.plan, ran: taskPlans.ran })
			.from(tasks)
			.innerJoin(taskPlans, eq(taskPlans.task_id, tasks.id))
			.where(eq(tasks.job_id, job.id))
			.orderBy(asc(tasks.stage), asc(tasks.position)),
		db.select().from(assets).where(eq(assets.job_id, job.id)).orderBy(asc(assets.position)),
		db
			.select({
				task: attempts.task_id,
				epoch: attempts.epoch,
				worker: workers.name,
				comfyui: workers.comfyui_version,
			})
			.from(attempts)
			.innerJoin(workers, eq(workers.id, attempts.worker_id))
			.where(eq(attempts.job_id, job.id)),
	]);
	return {
		job: job.id,
		workflow: job.workflow,
		parameters: job.parameters,
		tasks: rows.map(({ task, plan, ran }) => {
			const planned = JSON.parse(plan) as TaskPlan;
			const by = attemptRows.find((row) => row.task === task.id && row.epoch === task.epoch);
			return {
				task: task.id,
				stage: task.stage,
				index: task.position,
				epoch: task.epoch,
				seed: planned.seed,
				graph: (ran === null ? planned.graph : JSON.parse(ran)) as Record<string, unknown>,
				models: planned.models,
				inputs: planned.inputs,
				comfyui_version: by?.comfyui ?? null,
				worker: by?.worker ?? null,
				outputs: assetRows.filter((asset) => asset.task_id === task.id).map(toAsset),
			};
		}),
	};
}
