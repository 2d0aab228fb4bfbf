import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import type { ModelFamily } from "../../workflows/definition/define.ts";
import { readLoraReference } from "../../workflows/definition/lora-reference.ts";
import { library } from "../../workflows/library/index.ts";
import { type KeptLora, referencesIn } from "../../workflows/plan/loras.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { assets, jobs, loras, trainings } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import { makeLora } from "./make.ts";
import { promotionStatements } from "./promotions.ts";
import { keptLoras, latestOf, stopAwaiting } from "./store.ts";

/** LoRAs that the parameters of one submission may name. */
const MAX_NAMED = 64;

/** A LoRA that is not there yet, and would be the next version of its name. */
export interface PendingLora {
	name: string;
	version: number;
	/** The job that trains it; null: nobody does, and it would have to be uploaded. */
	training: string | null;
	/** Null: nobody can tell yet. */
	family: ModelFamily | null;
}

export interface NamedLoras {
	/** Those that are there. */
	kept: KeptLora[];
	/** Those that may come. */
	pending: PendingLora[];
}

/** The LoRAs of an account that parameters name as `name@version`, at any depth; what cannot come is left out. */
export async function lookForLoras(env: Env, account: string, parameters: unknown): Promise<NamedLoras> {
	const { kept, next, going } = await named(env, account, parameters);
	const pending = next.map(({ name, version }): PendingLora => {
		const maker = going.find((one) => one.name === name);
		return { name, version, training: maker?.job ?? null, family: maker?.family ?? null };
	});
	return { kept, pending };
}

/**
 * The LoRAs of an account that parameters name as `name@version`, at any depth; those not there are left out. Throws
 * ApiError `lora_not_ready` where one of them is still being trained.
 */
export async function lorasNamed(env: Env, account: string, parameters: unknown): Promise<KeptLora[]> {
	const { kept, next, going } = await named(env, account, parameters);
	for (const { name, job, ended } of going) {
		const one = next.find((one) => one.name === name);
		if (!one) continue;
		const why = ended
			? `was trained by the job ${job}, and none of its checkpoints is promoted yet; choose one (POST /v1/trainings/${job}/promote)`
			: `is being trained by the job ${job}, which has not ended; submit again once it has succeeded`;
		const message = `the LoRA ${name}@${one.version} ${why}, or send \`wait_for_loras: true\` to have the job wait for it`;
		throw new ApiError("lora_not_ready", message, [], { "retry-after": "60" });
	}
	return kept;
}

/** `next`: those that are not there and would be the next version of their name; `going`: what is being made. */
async function named(env: Env, account: string, parameters: unknown) {
	const wanted = referencesIn(parameters, MAX_NAMED).flatMap((one) => readLoraReference(one) ?? []);
	if (wanted.length === 0) return { kept: [], next: [], going: [] };
	const db = database(env.DB);
	const names = wanted.map(({ name }) => name);
	const going = await settle(env, account, names);
	const kept = await keptLoras(db, account, wanted);
	const absent = wanted.filter(
		({ name, version }) => !kept.some((one) => one.name === name && one.version === version),
	);
	if (absent.length === 0) return { kept, next: [], going };
	const latest = await latestOf(db, account, names);
	return { kept, next: absent.filter(({ name, version }) => (latest.get(name) ?? 0) + 1 === version), going };
}

/** A version that a job is still at, or that a person has still to choose. */
interface Going {
	name: string;
	next: number;
	job: string;
	/** The training is over: one of its checkpoints is to be promoted. */
	ended: boolean;
	/** What it is trained for; null: its job does not say. */
	family: ModelFamily | null;
}

/**
 * Makes versions of what jobs have trained for these LoRAs since somebody looked; answers with those that are still
 * being trained, or of which nobody has chosen a checkpoint. A job that ended without a LoRA is awaited no longer.
 */
export async function settle(env: Env, account: string, names: string[]): Promise<Going[]> {
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
			family: trainings.family,
			steps: trainings.steps,
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
	const going: Going[] = [];
	for (const { name, next, job, id, finished_at, status, workflow, chosen, steps, ...row } of rows) {
		const family = row.family ?? familyOf(workflow);
		if (id !== null && finished_at === null) going.push({ name, next, job, ended: false, family });
		else if (status === "succeeded" && chosen) going.push({ name, next, job, ended: true, family });
		else {
			if (status === "succeeded") await take(env, db, account, name, { job, family, steps });
			await stopAwaiting(db, account, name, job);
		}
	}
	return going;
}

/** The family that a workflow of the library is for; null: nobody can tell. */
function familyOf(workflow: string | null): ModelFamily | null {
	return library.find(({ id, version }) => `${id}@${version}` === workflow)?.family ?? null;
}

/** A job that has left a LoRA. */
interface Maker {
	job: string;
	/** What it trained for; null: nobody can tell. */
	family: ModelFamily | null;
	/** That it was to take; null: it trained by a graph, and is no training of its own. */
	steps: number | null;
}

/** Takes what a job left as the next version, if it is a LoRA; of a training it is remembered that nobody chose it. */
async function take(
	env: Env,
	db: Database,
	account: string,
	name: string,
	{ job, family, steps }: Maker,
): Promise<void> {
	try {
		const asset = await trainedBy(db, account, job);
		if (asset === null) return;
		const promotion = { account, name, training: job, by: null, now: Date.now() };
		const after = steps === null ? [] : promotionStatements(db, { ...promotion, step: steps });
		const request = { name, asset, promote: false, ...(family && { family }) };
		await makeLora(env, account, request, null, job, after);
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
