import { and, eq } from "drizzle-orm";
import { assetsOf, filesOfEveryForm } from "../../workflows/plan/files.ts";
import type { TaskPlan } from "../../workflows/plan/plan.ts";
import { leaseLost } from "../auth/grants.ts";
import { Remembered } from "../auth/remembered.ts";
import type { Grant } from "../auth/signed.ts";
import { DIRECT_BYTES, FOLLOWS_STORAGE } from "../contract/workers/workers.ts";
import { type Database, database } from "../db/client.ts";
import { assets, tasks } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { holdsTaskQuery } from "../jobs/store/load.ts";
import { planOfTask } from "../jobs/store/task-plans.ts";
import { notFound } from "../problem.ts";
import { loadBodies } from "../storage/bodies.ts";
import { directStorage, signedGet } from "../storage/direct.ts";
import { picturesOfPerson } from "./person.ts";

/** A plan never changes, so this isolate may keep which files it names while its task runs. */
const filesOfTask = new Remembered<ReadonlySet<string>>(60 * 60 * 1000, 200);

/**
 * The record of a file that an attempt may read: its plan, its checks or a checkpoint name it, and the attempt still holds its task. One
 * round trip. Throws ApiError `lease_lost` where the attempt is over, `not_found` for every other file.
 */
export async function readableInput(env: Env, grant: Grant, id: string) {
	const db = database(env.DB);
	const now = Date.now();
	const known = filesOfTask.get(grant.task, now);
	const held = holdsTaskQuery(db, grant.task, grant.epoch);
	const asset = db
		.select()
		.from(assets)
		.where(and(eq(assets.id, id), eq(assets.account_id, grant.account)));
	const [holding, rows, plans] = known
		? [...(await db.batch([held, asset])), []]
		: await db.batch([held, asset, planQuery(db, grant.task)]);
	if (holding.length === 0) throw leaseLost(grant);
	const named = known ?? new Set(await filesNamed(env, db, grant, plans));
	if (!known) filesOfTask.set(grant.task, named, now);
	const [row] = rows;
	// What earlier attempts of its job kept to go on from is no output of any task.
	const kept = row?.job_id === grant.job && row.task_id === null;
	if (!row || !(named.has(id) || kept)) throw notFound("asset");
	return row;
}

/** For how long an address of a large input may be begun to be read, in seconds: it is asked for anew each time. */
const READ_SECONDS = 60;

/**
 * Sends an attempt on to where a large file lies, if it said that it would follow and this deployment can; null: the edge
 * answers with the bytes itself.
 */
export async function inStorage(
	env: Env,
	{ r2_key, size }: Pick<typeof assets.$inferSelect, "r2_key" | "size">,
	request: Request,
): Promise<Response | null> {
	const storage = directStorage(env);
	if (storage === null || size < DIRECT_BYTES || !request.headers.has(FOLLOWS_STORAGE)) return null;
	const { url } = await signedGet(storage, r2_key, READ_SECONDS, Date.now());
	return new Response(null, { status: 307, headers: { location: url, "cache-control": "no-store" } });
}

/** The files that a plan names, and the pictures that its checks compare with. */
async function filesNamed(env: Env, db: Database, grant: Grant, rows: { plan: string }[]): Promise<string[]> {
	const plans = await readPlans(env, rows);
	const person = await picturesOfPerson(env, db, grant.account, grant.job);
	return [...assetsOf(plans.flatMap(filesOfEveryForm)), ...person.map(({ id }) => id)];
}

async function readPlans(env: Env, rows: { plan: string }[]): Promise<TaskPlan[]> {
	const texts = await loadBodies(
		env.BUCKET,
		rows.map((row) => row.plan),
	);
	return texts.map((text) => JSON.parse(text) as TaskPlan);
}

function planQuery(db: Database, task: string) {
	return db.select({ plan: planOfTask }).from(tasks).where(eq(tasks.id, task));
}
