import { and, asc, desc, eq, isNotNull, lt, lte, sql } from "drizzle-orm";
import { newId } from "../contract/ids.ts";
import { type DeliveryResource, TEST_EVENT } from "../contract/webhooks/webhooks.ts";
import type { Database } from "../db/client.ts";
import { webhookDeliveries, webhookEndpoints } from "../db/schema.ts";
import { type AfterAttempt, type Attempted, GIVEN_UP_AFTER_MS } from "./schedule.ts";

/**
 * The outbox in D1. Of a job only the first event that waits has a `due_at`, whatever else waits behind it, so that
 * what is due is found by an index alone, and order costs no reading. The others get theirs when it is their turn.
 */

export type EndpointRow = typeof webhookEndpoints.$inferSelect;
export type DeliveryRow = typeof webhookDeliveries.$inferSelect;

const dueOf = (endpoint: string) =>
	and(eq(webhookDeliveries.endpoint_id, endpoint), isNotNull(webhookDeliveries.due_at));

/** An endpoint and what it is to be sent at `now` (milliseconds), at most `limit` of it. */
export async function loadDue(db: Database, endpoint: string, now: number, limit: number) {
	const [[row], due] = await db.batch([
		db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, endpoint)),
		db
			.select()
			.from(webhookDeliveries)
			.where(and(dueOf(endpoint), lte(webhookDeliveries.due_at, now)))
			.orderBy(asc(webhookDeliveries.due_at))
			.limit(limit),
	]);
	return { endpoint: row ?? null, due };
}

/** When an endpoint is to be sent something next, in milliseconds; null: nothing waits. */
export async function nextDue(db: Database, endpoint: string): Promise<number | null> {
	const [row] = await db
		.select({ at: webhookDeliveries.due_at })
		.from(webhookDeliveries)
		.where(dueOf(endpoint))
		.orderBy(asc(webhookDeliveries.due_at))
		.limit(1);
	return row?.at ?? null;
}

/** Writes down how an attempt went, what follows for the endpoint, and whose turn it is then. */
export async function recordAttempt(
	db: Database,
	delivery: DeliveryRow,
	attempted: Attempted,
	after: AfterAttempt,
	now: number,
): Promise<void> {
	const over = after.status !== "pending";
	const endpoint = eq(webhookEndpoints.id, delivery.endpoint_id);
	await db.batch([
		db
			.update(webhookDeliveries)
			.set({
				status: after.status,
				attempts: delivery.attempts + 1,
				due_at: after.due_at,
				attempted_at: now,
				response_status: attempted.status,
				error: attempted.ok ? null : attempted.error,
				...(over ? { gives_up_at: null, finished_at: now } : {}),
			})
			.where(and(whichIs(delivery.endpoint_id, delivery.id), eq(webhookDeliveries.status, "pending"))),
		...(over && delivery.job_id !== null
			? [nextOfJob(db, [{ endpoint: delivery.endpoint_id, job: delivery.job_id }], now)]
			: []),
		db
			.update(webhookEndpoints)
			.set({ failing_since: after.failing_since })
			.where(and(endpoint, sql`${webhookEndpoints.failing_since} IS NOT ${after.failing_since}`)),
		...(after.pause === null
			? []
			: [
					db
						.update(webhookEndpoints)
						.set({ paused_at: now, pause_reason: after.pause })
						.where(and(endpoint, sql`${webhookEndpoints.paused_at} IS NULL`)),
				]),
	]);
}

const whichIs = (endpoint: string, id: string) =>
	and(eq(webhookDeliveries.endpoint_id, endpoint), eq(webhookDeliveries.id, id));

/** Makes the first waiting event of each of these jobs due, where it is not yet. */
export function nextOfJob(db: Database, of: readonly { endpoint: string; job: string }[], now: number) {
	const first = sql`(SELECT id FROM webhook_deliveries AS next WHERE next.endpoint_id = of.value ->> 'endpoint'
		AND next.job_id = of.value ->> 'job' AND next.status = 'pending' ORDER BY next.seq LIMIT 1)`;
	return db
		.update(webhookDeliveries)
		.set({ due_at: now, gives_up_at: now + GIVEN_UP_AFTER_MS })
		.where(
			sql`(${webhookDeliveries.endpoint_id}, ${webhookDeliveries.id}) IN
				(SELECT of.value ->> 'endpoint', ${first} FROM json_each(${JSON.stringify(of)}) AS of)
				AND ${webhookDeliveries.due_at} IS NULL`,
		);
}

/** A test event for an endpoint, to be sent now. */
export async function insertTest(db: Database, endpoint: EndpointRow, now: number): Promise<DeliveryRow> {
	const body = { type: TEST_EVENT, timestamp: new Date(now).toISOString(), data: { job: null, stage: null } };
	const row: DeliveryRow = {
		endpoint_id: endpoint.id,
		id: newId("message", now),
		account_id: endpoint.account_id,
		job_id: null,
		seq: 0,
		type: TEST_EVENT,
		body: JSON.stringify(body),
		status: "pending",
		attempts: 0,
		due_at: now,
		gives_up_at: now + GIVEN_UP_AFTER_MS,
		created_at: now,
		attempted_at: null,
		finished_at: null,
		response_status: null,
		error: null,
	};
	await db.insert(webhookDeliveries).values(row);
	return row;
}

export async function findDelivery(db: Database, endpoint: string, id: string): Promise<DeliveryRow | null> {
	const [row] = await db.select().from(webhookDeliveries).where(whichIs(endpoint, id));
	return row ?? null;
}

/** A page of deliveries, the newest first, and one more. */
export function listDeliveries(
	db: Database,
	endpoint: string,
	{ before, limit }: { before: string | undefined; limit: number },
): Promise<DeliveryRow[]> {
	return db
		.select()
		.from(webhookDeliveries)
		.where(
			and(
				eq(webhookDeliveries.endpoint_id, endpoint),
				before === undefined ? undefined : lt(webhookDeliveries.id, before),
			),
		)
		.orderBy(desc(webhookDeliveries.id))
		.limit(limit + 1);
}

/**
 * Makes a delivery due now: one that is over begins anew, one that waits for its next attempt is not waited for.
 * Null where it waits for an earlier event of its job, or is gone.
 */
export async function sendAgain(
	db: Database,
	{ endpoint_id, id }: DeliveryRow,
	now: number,
): Promise<DeliveryRow | null> {
	const over = sql`${webhookDeliveries.status} <> 'pending'`;
	const [row] = await db
		.update(webhookDeliveries)
		.set({
			status: "pending",
			due_at: now,
			attempts: sql`CASE WHEN ${over} THEN 0 ELSE ${webhookDeliveries.attempts} END`,
			gives_up_at: sql`CASE WHEN ${over} THEN ${now + GIVEN_UP_AFTER_MS} ELSE ${webhookDeliveries.gives_up_at} END`,
			finished_at: null,
		})
		.where(and(whichIs(endpoint_id, id), sql`(${over} OR ${webhookDeliveries.due_at} IS NOT NULL)`))
		.returning();
	return row ?? null;
}

/** Deliveries whose next attempt is brought forward at once. */
const BROUGHT_FORWARD = 1000;

/** What waits for its next attempt is sent now: its endpoint is back. */
export function sendWaitingNow(db: Database, endpoint: string, now: number) {
	return db
		.update(webhookDeliveries)
		.set({ due_at: now })
		.where(
			sql`${webhookDeliveries.endpoint_id} = ${endpoint} AND ${webhookDeliveries.id} IN (SELECT id
				FROM webhook_deliveries WHERE endpoint_id = ${endpoint} AND due_at > ${now} LIMIT ${BROUGHT_FORWARD})`,
		);
}

export function toDelivery(row: DeliveryRow): DeliveryResource {
	const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
	return {
		id: row.id,
		webhook: row.endpoint_id,
		type: row.type,
		job: row.job_id,
		seq: row.seq,
		status: row.status,
		attempts: row.attempts,
		next_attempt_at: time(row.due_at),
		gives_up_at: time(row.gives_up_at),
		last_attempt_at: time(row.attempted_at),
		response_status: row.response_status,
		error: row.error,
		created_at: new Date(row.created_at).toISOString(),
		finished_at: time(row.finished_at),
	};
}
