import { type SQL, sql } from "drizzle-orm";
import { library } from "../../../workflows/library/index.ts";
import { TRAINING } from "../../contract/jobs/training-request.ts";
import type { Database } from "../../db/client.ts";
import { ApiError } from "../../problem.ts";

/**
 * What must not be unfinished beside a job, of the same account in the same pool: small machines never train and
 * generate at once, and never train twice.
 */
export type Apart = "trainings" | "jobs";

/** The pool of requests that name none. */
export const DEFAULT_POOL = "default";

/** References of trainings begin with one of these. */
const TRAININGS = [
	...library.filter(({ category }) => category === "training").map(({ id }) => `${id}@`),
	TRAINING.replace(/\d+$/, ""),
];

/** Jobs that `apart` forbids, but for the one called `self`. */
function others(account: string, pool: SQL | string, apart: Apart, self: string): SQL {
	const mine = sql`jobs.account_id = ${account} AND jobs.pool_id = ${pool} AND jobs.finished_at IS NULL AND jobs.id <> ${self}`;
	// Without being told, SQLite walks through everything that the account ever did.
	const jobs = sql`jobs INDEXED BY jobs_unfinished_workflow`;
	if (apart === "jobs") return sql`FROM ${jobs} WHERE ${mine}`;
	return sql`FROM json_each(${JSON.stringify([...new Set(TRAININGS)])}) AS training CROSS JOIN ${jobs}
		WHERE ${mine} AND jobs.workflow >= training.value AND jobs.workflow < training.value || 'a'`;
}

/** Guards a submission: nothing that it must be apart from has come since it was looked at. */
export function isApart(account: string, pool: string, apart: Apart, self: string): SQL {
	return sql`NOT EXISTS (SELECT 1 ${others(account, pool, apart, self)})`;
}

/**
 * Looks at the pool that a request names, or the usual one.
 * @throws ApiError `conflict` where something is unfinished that a job must be apart from.
 */
export async function refuseBeside(
	db: Database,
	account: string,
	request: { pool?: string | undefined },
	apart: Apart,
): Promise<void> {
	const pool = sql`(SELECT id FROM pools WHERE name = ${request.pool ?? DEFAULT_POOL})`;
	const [row] = await db.all<{ id: string; workflow: string; status: string }>(
		sql`SELECT jobs.id, jobs.workflow, jobs.status ${others(account, pool, apart, "")} LIMIT 1`,
	);
	if (!row) return;
	const training = TRAININGS.some((id) => row.workflow.startsWith(id));
	const limit =
		training && apart === "jobs"
			? "one training at a time is allowed"
			: "training and generation never run together";
	throw new ApiError(
		"conflict",
		`${limit}: ${training ? "the training" : "the job"} ${row.id} is ${row.status}; wait until it has ended (GET ${training ? `/loras/${row.id}/status` : `/jobs/${row.id}`}) or cancel it (POST /v1/jobs/${row.id}/cancel)`,
	);
}
