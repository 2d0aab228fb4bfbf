import { asc, eq, inArray, sql } from "drizzle-orm";
import type { TaskPlan } from "../../../workflows/plan/plan.ts";
import { toAsset } from "../../assets/resource.ts";
import type { Sidecar } from "../../contract/jobs/jobs.ts";
import { database } from "../../db/client.ts";
import { assets, attempts, type jobs, tasks, workers } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { loadBodies } from "../../storage/bodies.ts";
import { planOfTask, ranOfTask, taskColumns } from "../store/task-plans.ts";

/**
 * What is needed to make a job's outputs again: for every task the graph as it ran (or will run), its seed,
 * models, inputs, and what ran it.
 */
export async function sidecarOf(
	env: Env,
	job: Pick<typeof jobs.$inferSelect, "id" | "workflow" | "pipeline" | "parameters">,
): Promise<Sidecar> {
	const db = database(env.DB);
	const [rows, assetRows, attemptRows] = await db.batch([
		db
			.select({ task: taskColumns, plan: planOfTask, ran: ranOfTask })
			.from(tasks)
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
			.where(inArray(attempts.task_id, sql`(SELECT id FROM tasks WHERE job_id = ${job.id})`)),
	]);
	const [parameters = "{}", ...texts] = await loadBodies(env.BUCKET, [
		job.parameters,
		...rows.map(({ plan }) => plan),
		...rows.map(({ ran }) => ran ?? "null"),
	]);
	return {
		job: job.id,
		workflow: job.pipeline === null ? job.workflow : null,
		pipeline: job.pipeline,
		parameters: JSON.parse(parameters) as Record<string, unknown>,
		tasks: rows.map(({ task }, i) => {
			const planned = JSON.parse(texts[i] ?? "{}") as TaskPlan;
			const ran = JSON.parse(texts[rows.length + i] ?? "null") as Record<string, unknown> | null;
			const by = attemptRows.find((row) => row.task === task.id && row.epoch === task.epoch);
			return {
				task: task.id,
				stage: task.stage,
				index: task.position,
				epoch: task.epoch,
				seed: planned.seed,
				graph: ran ?? planned.graph,
				models: planned.models,
				inputs: planned.inputs,
				comfyui_version: by?.comfyui ?? null,
				worker: by?.worker ?? null,
				outputs: assetRows.filter((asset) => asset.task_id === task.id).map(toAsset),
			};
		}),
	};
}
