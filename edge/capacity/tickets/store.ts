import { and, eq, getTableColumns, isNull, lte, sql } from "drizzle-orm";
import { MAX_SPARE, MAX_WORKERS } from "../../contract/pools/capacity.ts";
import type { AttemptStatus, TaskStatus } from "../../contract/status.ts";
import { type Database, listOf } from "../../db/client.ts";
import { attempts, tasks, tickets } from "../../db/schema.ts";
import { MAX_ENDPOINTS } from "../endpoints/store.ts";
import type { Standing } from "./reconcile.ts";

/** Open tickets of one pool that are looked at: what all of its endpoints may have. */
const MAX_OPEN = MAX_ENDPOINTS * (MAX_WORKERS + MAX_SPARE);

export type TicketRow = typeof tickets.$inferSelect;
/** An open ticket, with what became of the attempt that it was used for. */
export type OpenRow = TicketRow & Pick<Standing, "attempt" | "task" | "run_until">;

/** Where tickets are written down. */
export interface TicketStore {
	/**
	 * How many tickets for each of these tasks have come to nothing since a time (milliseconds). What RunPod did not take,
	 * and what a worker brought back that was leaving, says nothing of the task.
	 */
	spent(tasks: string[], since: number): Promise<ReadonlyMap<string, number>>;
	/** Writes new tickets of one pool, those left out whose endpoint has no room by now, or is gone. Answers with those written. */
	insert(rows: TicketRow[], caps: ReadonlyMap<string, number>): Promise<TicketRow[]>;
	/** Changes an open ticket, if it still has this status. Whether it did. */
	change(ticket: Pick<TicketRow, "id" | "status">, to: Partial<TicketRow>): Promise<boolean>;
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

/** Tickets in D1. */
export function ticketStore(db: Database): TicketStore {
	return {
		spent: async (hints, since) => {
			if (hints.length === 0) return new Map();
			const rows = await db
				.select({ task: tickets.hint_task, count: sql<number>`count(*)` })
				.from(tickets)
				.where(
					sql`${tickets.hint_task} IN ${listOf(hints)} AND ${tickets.closed_at} > ${since}
						AND ${tickets.used_task} IS NULL AND ${tickets.outcome} NOT IN ('canceled', 'refused', 'draining')`,
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
	};
}

/** Deletes tickets that were over at `until` (milliseconds), so many at once. */
export async function forgetTickets(db: Database, until: number, count: number): Promise<void> {
	const old = db.select({ id: tickets.id }).from(tickets).where(lte(tickets.closed_at, until)).limit(count);
	await db.delete(tickets).where(sql`${tickets.id} IN ${old}`);
}
