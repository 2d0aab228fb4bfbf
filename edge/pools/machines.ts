import { type SQL, sql } from "drizzle-orm";
import { WORK_KINDS } from "../contract/pools/capacity.ts";
import type { Database } from "../db/client.ts";
import type { Lent } from "./lent.ts";

/**
 * Small machines never train while they make anything else. A machine is taken by the tasks that its workers hold: there
 * is nothing beside those that could be left behind.
 */

/** Tasks that workers of the machine of `me` hold, of which one trains or not, as `trains` says; where it matters. */
function held(trains: SQL): SQL {
	return sql`SELECT 1 FROM workers AS beside CROSS JOIN tasks AS held
		ON held.pool_id = beside.pool_id AND held.worker_id = beside.id
		CROSS JOIN needs ON needs.hash = held.needs_hash
		WHERE (beside.id = me.id OR (beside.pool_id = me.pool_id AND beside.machine = me.machine))
		AND (me.trains_alone OR beside.trains_alone) AND (needs.body ->> 'work' IS 'train') = ${trains}`;
}

/** 1 where the worker may be given the task now, beside what its machine holds; else 0. Both are ids. */
export function machineRoom(worker: SQL, task: SQL): SQL {
	const trains = sql`(SELECT needs.body ->> 'work' IS 'train' FROM tasks JOIN needs ON needs.hash = tasks.needs_hash
		WHERE tasks.id = ${task})`;
	return sql`coalesce((SELECT (me.trains_alone = 0 AND me.machine IS NULL) OR NOT EXISTS (${held(sql`NOT ${trains}`)})
		FROM workers AS me WHERE me.id = ${worker}), 1)`;
}

/** What keeps a worker from some tasks now: its machine trains, or makes something else; null: nothing does. */
export async function machineBusy(
	db: Database,
	worker: { id: string; machine: string | null; trains_alone: boolean },
): Promise<"training" | "making" | null> {
	if (!worker.trains_alone && worker.machine === null) return null;
	const [row] = await db.all<{ trains: number; makes: number }>(
		sql`SELECT EXISTS (${held(sql`1`)}) AS trains, EXISTS (${held(sql`0`)}) AS makes FROM workers AS me
			WHERE me.id = ${worker.id}`,
	);
	return row?.trains ? "training" : row?.makes ? "making" : null;
}

/** What may be given beside that of what a machine is there for. Pure. */
export function beside(lent: Lent | null, busy: "training" | "making" | null): Lent | null {
	if (busy === null) return lent;
	const all: Lent = lent ?? Object.fromEntries(WORK_KINDS.map((kind) => [kind, null]));
	return Object.fromEntries(
		Object.entries(all).filter(([kind]) => (kind === "train") === (busy === "training")),
	);
}
