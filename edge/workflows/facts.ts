import { and, desc, eq, sql } from "drizzle-orm";
import { objectInfoProblems } from "../../workflows/object-info/bounds.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import type { KeptLora } from "../../workflows/plan/loras.ts";
import { defaultNodePolicy, type NodePolicy } from "../../workflows/validate/requests/requests.ts";
import { database } from "../db/client.ts";
import { accounts, pools, workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { isPresent, loadCapabilities, remembered, standsForPool } from "../pools/capabilities.ts";
import { ApiError } from "../problem.ts";
import { poolObjectInfo } from "./object-info.ts";

/** What a workflow is looked at with, apart from itself. */
export interface Facts {
	policy: NodePolicy;
	/** Of the pool's workers; empty where none was seen lately. */
	capabilities: Capabilities[];
	/** Those of the account that a request names. Absent: none. */
	loras?: readonly KeptLora[];
}

/** Throws ApiError for a pool that is not there. */
export async function factsFor(env: Env, account: string, pool: string, now: number): Promise<Facts> {
	const db = database(env.DB);
	const [poolRows, accountRows, workerRows] = await db.batch([
		db.select({ id: pools.id }).from(pools).where(eq(pools.name, pool)),
		db.select({ policy: accounts.node_policy }).from(accounts).where(eq(accounts.id, account)),
		db
			.select({ hash: workers.capabilities_hash, present: isPresent })
			.from(workers)
			.innerJoin(pools, eq(pools.id, workers.pool_id))
			.where(and(eq(pools.name, pool), standsForPool(now)))
			.groupBy(workers.capabilities_hash)
			.orderBy(desc(isPresent), desc(sql`max(${workers.id})`))
			.limit(20),
	]);
	if (poolRows.length === 0) throw noSuchPool(pool);
	return {
		policy: accountRows[0]?.policy ?? defaultNodePolicy,
		capabilities: await Promise.all(remembered(workerRows).map(({ hash }) => loadCapabilities(db, hash))),
	};
}

export function noSuchPool(name: string): ApiError {
	const message = `there is no pool ${JSON.stringify(name)}; the pool that workers are in without saying one is "default"`;
	return new ApiError("invalid_request", message, [{ pointer: "/pool", code: "invalid_parameter", message }]);
}

/** The object_info that was sent along, or undefined. Throws ApiError where it goes beyond what is read. */
export function sentObjectInfo({ object_info: sent }: { object_info?: unknown }): unknown {
	if (sent === undefined) return undefined;
	const problems = objectInfoProblems(sent);
	if (problems.length === 0) return sent;
	const placed = problems.map((problem) => ({ ...problem, pointer: `/object_info${problem.pointer}` }));
	throw new ApiError("invalid_request", placed[0]?.message ?? "the object_info is too large", placed);
}

/** The object_info that was sent along, or the newest of the pool. Throws ApiError `no_object_info`. */
export async function objectInfoFor(
	env: Env,
	request: { object_info?: unknown; pool?: string | undefined },
	now: number,
): Promise<unknown> {
	const sent = sentObjectInfo(request);
	if (sent !== undefined) return sent;
	const pool = request.pool ?? "default";
	const info = await poolObjectInfo(env, pool, now);
	if (info !== undefined) return info;
	throw new ApiError(
		"no_object_info",
		`no live worker of the pool ${JSON.stringify(pool)} has sent what its nodes are; start one there, or send ComfyUI's answer to GET /object_info as object_info`,
		[
			{
				pointer: "/object_info",
				code: "missing_parameter",
				message: "send it, or have a worker in the pool",
			},
		],
	);
}
