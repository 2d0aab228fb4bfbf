import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { endpointsFor } from "../capacity/endpoints/fit.ts";
import { endpointsQuery } from "../capacity/endpoints/store.ts";
import type { Database } from "../db/client.ts";
import { tasks, workers } from "../db/schema.ts";
import type { ShortMemory } from "../jobs/lifecycle/retry.ts";
import { CAPABILITIES_KEPT_MS, loadCapabilities, vramOf } from "../pools/capabilities.ts";
import { abilityOf, canRun } from "../pools/match.ts";
import { withMoreMemory } from "../pools/needs.ts";
import { hashNeeds, loadNeeds } from "../pools/stored-needs.ts";

/** Kinds of larger machines that are asked whether they could take the task. */
const KINDS_ASKED = 20;

/**
 * Looks for machines that have more GPU memory than the worker that ran out of it, and could run the task
 * besides: workers of its pool that were seen within a day and neither left nor are about to. What the task needs
 * from now on is stored by whoever changes the task, in the same transaction. Null where task or worker are gone.
 */
export async function shortMemory(
	db: Database,
	{ pool, task, worker }: { pool: string; task: string; worker: string },
	now: number,
): Promise<ShortMemory | null> {
	const [[failed], [row], machines, endpoints] = await db.batch([
		db.select({ vram_bytes: vramOf }).from(workers).where(eq(workers.id, worker)),
		db.select({ needs_hash: tasks.needs_hash }).from(tasks).where(eq(tasks.id, task)),
		largerQuery(db, pool, worker, now),
		endpointsQuery(db, pool),
	]);
	const needs = row && (await loadNeeds(db, [row.needs_hash])).get(row.needs_hash);
	if (!failed || !needs) return null;
	const raised = await hashNeeds(withMoreMemory(needs, failed.vram_bytes));
	for (const { hash, vram_bytes } of machines) {
		if (!canRun(raised.body, abilityOf(await loadCapabilities(db, hash), vram_bytes))) continue;
		return { had_bytes: failed.vram_bytes, larger: raised };
	}
	// Nobody of a larger kind is there, but one comes when it is asked for.
	const comes = endpointsFor(raised.body, endpoints).length > 0;
	return { had_bytes: failed.vram_bytes, larger: comes ? raised : null };
}

/** The kinds of machines of a pool that have more than a worker, the largest first. */
function largerQuery(db: Database, pool: string, worker: string, now: number) {
	return db
		.selectDistinct({ hash: workers.capabilities_hash, vram_bytes: vramOf })
		.from(workers)
		.where(
			and(
				eq(workers.pool_id, pool),
				isNull(workers.gone_at),
				eq(workers.draining, false),
				gt(workers.last_seen_at, now - CAPABILITIES_KEPT_MS),
				sql`${vramOf} > (SELECT gpu ->> 'vram_bytes' FROM workers WHERE id = ${worker})`,
			),
		)
		.orderBy(desc(vramOf))
		.limit(KINDS_ASKED);
}
