import { and, eq, isNull } from "drizzle-orm";
import type { ClaimTicket } from "../contract/workers.ts";
import type { Database } from "../db/client.ts";
import { pods, tickets } from "../db/schema.ts";
import { type Lent, lentBy } from "../pools/lent.ts";
import { costBy } from "./cost.ts";
import { CHECK_USED_EVERY_MS } from "./reconcile.ts";
import { endpointsQuery } from "./store.ts";

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
	const [[ticket], lenders] = await db.batch([
		db.select().from(tickets).where(eq(tickets.id, id)),
		endpointsQuery(db, pool),
	]);
	if (!ticket || ticket.closed_at !== null || ticket.status === "used") return null;
	if (ticket.pool_id !== pool) {
		const problem = `a worker with the token of another pool (${pool}) came with it: its endpoint has the wrong WORKER_TOKEN`;
		await db.update(tickets).set({ problem }).where(eq(tickets.id, id));
		console.warn(
			JSON.stringify({
				level: "warn",
				message: "a ticket of another pool",
				ticket: id,
				pool,
				of: ticket.pool_id,
			}),
		);
		return null;
	}
	const lender = lenders.find((one) => one.id === ticket.endpoint_id);
	return lender ? { lent: lentBy(lender, ticket.kind, lenders), hint: ticket.hint_task } : null;
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

/** A worker came with a ticket and found nothing: it brings the ticket back. One that is used or over stays as it is. */
export async function closeEmpty(db: Database, pool: string, id: string, now: number): Promise<void> {
	const mine = and(
		eq(tickets.id, id),
		eq(tickets.pool_id, pool),
		isNull(tickets.used_task),
		isNull(tickets.closed_at),
	);
	const [ticket] = await db.select().from(tickets).where(mine);
	if (!ticket) return;
	const cost_micro_usd = costBy({ ...ticket, used_at: now }, now);
	await db
		.update(tickets)
		.set({ status: "closed", outcome: "empty", closed_at: now, cost_micro_usd })
		.where(mine);
}

/** Whether a worker of this name is a pod's. */
function isPodName(name: string): boolean {
	return name.startsWith("pod_");
}

/** What a worker may be given that came by itself: of a pod, what its endpoint is for; else null, which is all. */
export async function lentToPod(db: Database, pool: string, name: string): Promise<Lent | null> {
	if (!isPodName(name)) return null;
	const [[pod], lenders] = await db.batch([
		db
			.select({ endpoint_id: pods.endpoint_id })
			.from(pods)
			.where(and(eq(pods.id, name), eq(pods.pool_id, pool))),
		endpointsQuery(db, pool),
	]);
	const lender = lenders.find(({ id }) => id === pod?.endpoint_id);
	return lender ? lentBy(lender, "train", lenders) : null;
}

/** A worker was given a task: if it is a pod's, that is of use. */
export async function notePodClaim(db: Database, pool: string, name: string, now: number): Promise<void> {
	if (!isPodName(name)) return;
	await db
		.update(pods)
		.set({ used_at: now })
		.where(and(eq(pods.id, name), eq(pods.pool_id, pool), isNull(pods.closed_at)));
}
