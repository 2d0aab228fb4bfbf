import { type SQL, sql } from "drizzle-orm";
import { MOST_COUNTED } from "../contract/operator/operator.ts";
import { WORKER_SEEN_MS } from "../pools/capabilities.ts";

/** Pools that are told of, by name. */
export const MOST_POOLS = 200;

/**
 * How a pool stands, as columns of a query over `pools`: tasks that wait, when the oldest of them was queued (in
 * milliseconds; null: none waits), tasks that are held, workers that are there, and those of them that hold a task. Of
 * tasks at most `MOST_COUNTED` are looked at, whatever waits. Pure.
 */
export function poolFigures(now: number): Record<"queued" | "held" | "workers" | "busy", SQL<number>> & {
	oldest: SQL<number | null>;
} {
	const tasks = (what: string, status: string) =>
		sql<number>`(SELECT ${sql.raw(what)} FROM (SELECT queued_at FROM tasks
			WHERE tasks.pool_id = pools.id AND tasks.${sql.raw(status)} LIMIT ${sql.raw(String(MOST_COUNTED))}))`;
	const workers = (more: string) => sql<number>`(SELECT count(*) FROM workers WHERE workers.pool_id = pools.id
		AND workers.last_seen_at > ${now - WORKER_SEEN_MS} AND workers.gone_at IS NULL${sql.raw(more)})`;
	return {
		queued: tasks("count(*)", "status = 'queued'"),
		oldest: tasks("min(queued_at)", "status = 'queued'"),
		held: tasks("count(*)", "worker_id IS NOT NULL"),
		workers: workers(""),
		busy: workers(
			" AND EXISTS (SELECT 1 FROM tasks WHERE tasks.pool_id = workers.pool_id AND worker_id = workers.id)",
		),
	};
}
