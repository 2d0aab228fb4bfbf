import { and, eq, isNull } from "drizzle-orm";
import type { ClaimTicket } from "../../contract/workers/workers.ts";
import type { Database } from "../../db/client.ts";
import { tickets } from "../../db/schema.ts";
import { log } from "../../log.ts";
import { type Lent, lentBy } from "../../pools/lent.ts";
import { costBy } from "../endpoints/cost.ts";
import { endpointsQuery } from "../endpoints/store.ts";
import { CHECK_USED_EVERY_MS } from "./reconcile.ts";

/** What a claim may be given for a ticket. */
export interface Usable {
	lent: Lent;
	/** The task that was first in turn when it was issued; null: of a pod, which has no ticket. */
	hint: string | null;
}

/**
 * What a worker of a pool that comes with a ticket may be given for it; null: nothing, since the ticket was used, is
 * over, is not known, or is another pool's. That last one is noted for whoever looks why its pool gets no work done.
 */
export async function usableTicket(db: Database, pool: string, { id }: ClaimTicket): Promise<Usable | null> {
	const [[ticket], endpoints] = await db.batch([
		db.select().from(tickets).where(eq(tickets.id, id)),
		endpointsQuery(db, pool),
	]);
	if (!ticket || ticket.closed_at !== null || ticket.status === "used") return null;
	if (ticket.pool_id !== pool) {
		const problem = `a worker with the token of another pool (${pool}) came with it: its endpoint has the wrong WORKER_TOKEN`;
		await db.update(tickets).set({ problem }).where(eq(tickets.id, id));
		log.warn("a ticket of another pool", { ticket: id, pool, of: ticket.pool_id });
		return null;
	}
	const endpoint = endpoints.find((one) => one.id === ticket.endpoint_id);
	return endpoint ? { lent: lentBy(endpoint, ticket.kind, endpoints), hint: ticket.hint_task } : null;
}

/** The statement by which a ticket is used for an attempt; part of the transaction that begins it. */
export function useTicket(
	db: Database,
	{ id, request }: ClaimTicket,
	{ task, epoch }: { task: string; epoch: number },
	now: number,
) {
	return db
		.update(tickets)
		.set({
			status: "used",
			used_task: task,
			used_epoch: epoch,
			used_at: now,
			request_id: request,
			due_at: now + CHECK_USED_EVERY_MS,
		})
		.where(and(eq(tickets.id, id), isNull(tickets.used_task), isNull(tickets.closed_at)));
}

/**
 * A worker came with a ticket and was given nothing: it brings the ticket back. `empty`: nothing was there for it;
 * `draining`: it takes nothing new, so another machine is wanted. A ticket that is used or over stays as it is. Whether it was closed by this.
 */
export async function closeUnused(
	db: Database,
	pool: string,
	id: string,
	outcome: "empty" | "draining",
	now: number,
): Promise<boolean> {
	const mine = and(
		eq(tickets.id, id),
		eq(tickets.pool_id, pool),
		isNull(tickets.used_task),
		isNull(tickets.closed_at),
	);
	const [ticket] = await db.select().from(tickets).where(mine);
	if (!ticket) return false;
	const cost_micro_usd = costBy({ ...ticket, used_at: now }, now);
	const closed = await db
		.update(tickets)
		.set({ status: "closed", outcome, closed_at: now, cost_micro_usd })
		.where(mine)
		.returning({ id: tickets.id });
	return closed.length > 0;
}
