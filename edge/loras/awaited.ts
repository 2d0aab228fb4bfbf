import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { readLoraReference } from "../../workflows/definition/lora-reference.ts";
import { library } from "../../workflows/library/index.ts";
import { type KeptLora, referencesIn } from "../../workflows/plan/loras.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { assets, jobs, loras, trainings } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import { makeLora } from "./make.ts";
import { keptLoras, stopAwaiting } from "./store.ts";

/** LoRAs that the parameters of one submission may name. */
const MAX_NAMED = 64;

/**
 * The LoRAs of an account that parameters name as `name@version`, at any depth; those not there are left out. Throws
 * ApiError `lora_not_ready` where one of them is still being trained.
 */
export async function lorasNamed(env: Env, account: string, parameters: unknown): Promise<KeptLora[]> {
	const wanted = referencesIn(parameters, MAX_NAMED).flatMap((one) => readLoraReference(one) ?? []);
	if (wanted.length === 0) return [];
	const db = database(env.DB);
	const names = wanted.map(({ name }) => name);
	for (const { name, next, job, ended } of await settle(env, account, names)) {
		if (!wanted.some((one) => one.name === name && one.version === next)) continue;
		const why = ended
			? `was trained by the job ${job}, and none of its checkpoints is promoted yet; choose one (POST /v1/trainings/${job}/promote)`
			: `is being trained by the job ${job}, which has not ended; submit again once it has succeeded`;
		throw new ApiError("lora_not_ready", `the LoRA ${name}@${next} ${why}`, [], { "retry-after": "60" });
	}
	return keptLoras(db, account, wanted);
}

/** A version that a job is still at, or that a person has still to choose. */
interface Awaited {
	name: string;
	next: number;
	job: string;
	/** The training is over: one of its checkpoints is to be promoted. */
	ended: boolean;
}

/**
 * Makes versions of what jobs have trained for these LoRAs since somebody looked; answers with those that are still
 * being trained, or of which nobody has chosen a checkpoint. A job that ended without a LoRA is awaited no longer.
 */
export async function settle(env: Env, account: string, names: string[]): Promise<Awaited[]> {
	const db = database(env.DB);
	const rows = await db
		.select({
			name: loras.name,
			next: sql<number>`${loras.latest} + 1`,
			job: sql<string>`${loras.awaits}`,
			id: jobs.id,
			finished_at: jobs.finished_at,
			status: jobs.status,
			workflow: jobs.workflow,
			chosen: sql<number>`${trainings.promote} IS 'choose'`,
		})
		.from(loras)
		.leftJoin(jobs, eq(jobs.id, loras.awaits))
		.leftJoin(trainings, eq(trainings.job_id, loras.awaits))
		.where(
			and(
				eq(loras.account_id, account),
				inArray(loras.name, listOf(names)),
				sql`${loras.awaits} IS NOT NULL`,
			),
		);
	const going: Awaited[] = [];
	for (const { name, next, job, id, finished_at, status, workflow, chosen } of rows) {
		if (id !== null && finished_at === null) going.push({ name, next, job, ended: false });
		else if (status === "succeeded" && chosen) going.push({ name, next, job, ended: true });
		else {
			if (status === "succeeded") await take(env, db, account, name, job, workflow);
			await stopAwaiting(db, account, name, job);
		}
	}
	return going;
}

/** Takes what a job left as the next version, if it is a LoRA. `workflow`: what the job ran; null: a pipeline. */
async function take(
	env: Env,
	db: Database,
	account: string,
	name: string,
	job: string,
	workflow: string | null,
): Promise<void> {
	try {
		const asset = await trainedBy(db, account, job);
		const family = library.find(({ id, version }) => `${id}@${version}` === workflow)?.family;
		if (asset !== null)
			await makeLora(env, account, { name, asset, promote: false, ...(family && { family }) }, null, job);
	} catch (error) {
		// Not a LoRA after all, or another request was faster.
		if (!(error instanceof ApiError)) throw error;
	}
}

/** The weights that a job left: its last file of that kind. */
async function trainedBy(db: Database, account: string, job: string): Promise<string | null> {
	const files = await db
		.select({ id: assets.id, filename: assets.filename })
		.from(assets)
		.where(
			and(
				eq(assets.job_id, job),
				eq(assets.account_id, account),
				eq(assets.kind, "file"),
				// Of a checkpoint is what no task has.
				isNotNull(assets.task_id),
			),
		)
		.orderBy(asc(assets.id));
	return files.filter(({ filename }) => filename.endsWith(".safetensors")).at(-1)?.id ?? null;
}
