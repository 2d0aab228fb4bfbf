import { env } from "cloudflare:workers";
import type { TaskPlan } from "../../../workflows/plan/plan.ts";
import { database } from "../../db/client.ts";
import { pack } from "../../db/pack.ts";
import { accounts, capabilities, pools, type workers } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { needsOfTasks } from "../../jobs/planning/tasks.ts";
import { buildJob } from "../../jobs/testing/build.ts";
import { insertBuilt } from "../../jobs/testing/insert.ts";
import { claimTask } from "../claim.ts";

const db = database(env.DB);
export type Worker = typeof workers.$inferSelect;
let made = 0;

/** A pool with accounts of these limits and so many workers. */
export async function makePool(limits: number[], workerCount: number) {
	const pool = `pool_${crypto.randomUUID().slice(0, 8)}`;
	const hash = `hash_${pool}`;
	const now = Date.now();
	const names = limits.map((_, i) => `acc_${pool}_${i}`);
	const list = Array.from(
		{ length: workerCount },
		(_, i): Worker => ({
			id: `wkr_${pool}_${i}`,
			pool_id: pool,
			token_id: "token",
			name: `worker ${i}`,
			version: "1",
			comfyui_version: "0.30.0",
			gpu: { name: "none", vram_bytes: 0, type: "cpu" },
			emulated: true,
			capabilities_hash: hash,
			draining: false,
			registered_at: now,
			last_seen_at: now,
			gone_at: null,
			object_info_sha256: null,
			gpu_class: null,
			machine: null,
			trains_alone: false,
		}),
	);
	const body = JSON.stringify({
		comfyui_version: "0.30.0",
		nodes: ["Test"],
		model_inputs: {},
		file_inputs: {},
	});
	await db.insert(pools).values({ id: pool, name: pool, created_at: 0 });
	await db.insert(capabilities).values({ hash, body: await pack(body) });
	await db
		.insert(accounts)
		.values(
			names.map((id, i) => ({ id, name: id, max_running: limits[i] ?? 1, max_jobs: 1000, created_at: 0 })),
		);
	return { pool, accounts: names, workers: list };
}

/** A job of so many tasks, each with a graph that carries its number. */
export async function submit(
	pool: string,
	account: string,
	count: number,
	{ class_type = "Test", deadlineMs = 3_600_000 } = {},
): Promise<string> {
	const now = Date.now();
	const id = `job_${pool}_${++made}`;
	const plan = (index: number): TaskPlan => ({
		index,
		graph: { "1": { class_type, inputs: { number: index } } },
		inputs: [],
		outputs: [],
		models: [],
		seed: null,
		typical_seconds: 1,
		timeout_seconds: 10,
	});
	const job = buildJob({ id, account, now, deadline: deadlineMs, stages: [{ key: "main", tasks: count }] });
	const jobPlan = {
		workflow: "graph",
		parameters: {},
		notices: [],
		tasks: job.tasks.map(({ index }) => plan(index)),
	};
	const needs = await needsOfTasks(jobPlan);
	await insertBuilt(
		db,
		{
			...job,
			job: { ...job.job, pool_id: pool },
			tasks: job.tasks.map((task, i) => ({ ...task, needs_hash: needs[i]?.hash ?? "" })),
		},
		jobPlan,
		needs,
		now,
	);
	return id;
}

/** Claims as the route does. A slow machine must not make leases run out while a test looks elsewhere. */
export const ask = (worker: Worker, claim_id: string = crypto.randomUUID(), more: Partial<Env> = {}) =>
	claimTask({ ...env, LEASE_MS: "3600000", ...more }, worker, { claim_id, warm_models: [] });
