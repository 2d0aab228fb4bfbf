import { and, eq, getTableColumns, isNull, lte, type SQL, sql } from "drizzle-orm";
import { MAX_SPARE, MAX_WORKERS } from "../contract/capacity.ts";
import type { AttemptStatus, TaskStatus } from "../contract/status.ts";
import { type Database, listOf } from "../db/client.ts";
import { attempts, endpoints, tasks, tickets } from "../db/schema.ts";
import { forgetPods, openPodsQuery, podStore, toOpenPods } from "./pod-store.ts";
import type { TicketStore } from "./world.ts";

/** Endpoints that one pool may have. */
export const MAX_ENDPOINTS = 20;
/** Open tickets of one pool that are looked at: what all of its endpoints may have. */
const MAX_OPEN = MAX_ENDPOINTS * (MAX_WORKERS + MAX_SPARE);
/** Tickets that are over are kept for so long, in milliseconds, and so many go at once. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const FORGOTTEN_AT_ONCE = 500;

/** The endpoints of a pool, which may be an expression. */
export function endpointsQuery(db: Database, pool: string | SQL) {
	return db
		.select()
		.from(endpoints)
		.where(eq(endpoints.pool_id, pool))
		.orderBy(endpoints.id)
		.limit(MAX_ENDPOINTS);
}

/** The open tickets of a pool, each with what became of the attempt that it was used for. */
export function openTicketsQuery(db: Database, pool: string) {
	return db
		.select({
			...getTableColumns(tickets),
			// By names of their own: a batch tells columns apart by nothing else.
			attempt: sql<AttemptStatus | null>`${attempts.status}`.as("attempt"),
			task: sql<TaskStatus | null>`${tasks.status}`.as("task"),
			run_until: tasks.run_until,
		})
		.from(tickets)
		.leftJoin(attempts, and(eq(attempts.task_id, tickets.used_task), eq(attempts.epoch, tickets.used_epoch)))
		.leftJoin(tasks, eq(tasks.id, tickets.used_task))
		.where(and(eq(tickets.pool_id, pool), isNull(tickets.closed_at)))
		.orderBy(tickets.id)
		.limit(MAX_OPEN);
}

/** Tickets and pods in D1. */
export function ticketStore(db: Database): TicketStore {
	return {
		...podStore(db),
		load: async (pool) => {
			const [found, open, started] = await db.batch([
				endpointsQuery(db, pool),
				openTicketsQuery(db, pool),
				openPodsQuery(db, pool),
			]);
			return { endpoints: found, tickets: open, pods: toOpenPods(started) };
		},
		spent: async (hints, since) => {
			if (hints.length === 0) return new Map();
			const rows = await db
				.select({ task: tickets.hint_task, count: sql<number>`count(*)` })
				.from(tickets)
				.where(
					sql`${tickets.hint_task} IN ${listOf(hints)} AND ${tickets.closed_at} > ${since}
						AND ${tickets.used_task} IS NULL AND ${tickets.outcome} NOT IN ('canceled', 'refused')`,
				)
				.groupBy(tickets.hint_task);
			return new Map(rows.map(({ task, count }) => [task, count]));
		},
		insert: async (rows, caps) => {
			const list = rows.map((row) => ({ ...row, cap: caps.get(row.endpoint_id) ?? 0 }));
			const pool = rows[0]?.pool_id ?? "";
			const names = Object.keys(getTableColumns(tickets));
			const columns = sql.raw(names.map((name) => `new.value ->> '${name}'`).join(", "));
			// Whoever else writes some at the same moment finds that much less room; an endpoint that is gone has none.
			const written = await db
				.insert(tickets)
				.select(
					sql`SELECT ${columns} FROM (SELECT value, row_number()
						OVER (PARTITION BY value ->> 'endpoint_id' ORDER BY key) AS place FROM json_each(${JSON.stringify(list)})) AS new
						JOIN endpoints AS its ON its.id = new.value ->> 'endpoint_id' AND its.pool_id = new.value ->> 'pool_id'
						LEFT JOIN (SELECT endpoint_id, count(*) AS count FROM tickets
							WHERE pool_id = ${pool} AND closed_at IS NULL GROUP BY endpoint_id) AS open
							ON open.endpoint_id = new.value ->> 'endpoint_id'
						WHERE new.place + coalesce(open.count, 0) <= new.value ->> 'cap'`,
				)
				.returning({ id: tickets.id });
			const ids = new Set(written.map(({ id }) => id));
			return rows.filter(({ id }) => ids.has(id));
		},
		change: async ({ id, status }, to) => {
			const changed = await db
				.update(tickets)
				.set(to)
				.where(and(eq(tickets.id, id), eq(tickets.status, status), isNull(tickets.closed_at)))
				.returning({ id: tickets.id });
			return changed.length > 0;
		},
		changeEndpoint: async (id, to) => {
			await db.update(endpoints).set(to).where(eq(endpoints.id, id));
		},
	};
}

/** Deletes tickets and pods that have been over for a month. */
export async function forgetTickets(db: Database, now: number): Promise<void> {
	await forgetPods(db, now - KEPT_MS, FORGOTTEN_AT_ONCE);
	const old = db
		.select({ id: tickets.id })
		.from(tickets)
		.where(lte(tickets.closed_at, now - KEPT_MS))
		.limit(FORGOTTEN_AT_ONCE);
	await db.delete(tickets).where(sql`${tickets.id} IN ${old}`);
}
