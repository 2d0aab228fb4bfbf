import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { DeliveryError } from "../contract/webhooks/webhooks.ts";
import { type Database, database } from "../db/client.ts";
import { webhookDeliveries, webhookEndpoints } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { webhookObject } from "../objects.ts";
import { nextOfJob } from "./outbox.ts";

/** What is over is kept for so long, in milliseconds, unless the account wants it gone earlier. */
export const DELIVERY_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** Deliveries that are given up, or go, in one run. */
const DELIVERIES_AT_ONCE = 500;
/** Endpoints looked at in one run, and those woken. */
const ENDPOINTS_AT_ONCE = 1000;
const WOKEN_AT_ONCE = 100;
/** Time that an object has for what is due before it is taken for asleep, in milliseconds. */
const OVERDUE_MS = 60_000;
/** An object makes the last attempt at the end of the time; this much later nobody will, in milliseconds. */
const GIVEN_UP_SLACK_MS = 60 * 60 * 1000;

const PAUSED: DeliveryError = { code: "paused", message: "its time ran out while the endpoint was paused" };

/** Gives up what nobody sends any more, since its endpoint is paused. Answers with how many those were. */
export async function giveUpOverdue(db: Database, now: number): Promise<number> {
	const rows = await db
		.select({
			endpoint: webhookDeliveries.endpoint_id,
			id: webhookDeliveries.id,
			job: webhookDeliveries.job_id,
		})
		.from(webhookDeliveries)
		.where(
			and(isNotNull(webhookDeliveries.due_at), lte(webhookDeliveries.gives_up_at, now - GIVEN_UP_SLACK_MS)),
		)
		.limit(DELIVERIES_AT_ONCE);
	if (rows.length === 0) return 0;
	const jobs = rows.flatMap(({ endpoint, job }) => (job === null ? [] : [{ endpoint, job }]));
	await db.batch([
		db
			.update(webhookDeliveries)
			.set({ status: "failed", due_at: null, gives_up_at: null, finished_at: now, error: PAUSED })
			.where(
				sql`(${webhookDeliveries.endpoint_id}, ${webhookDeliveries.id}) IN
					(SELECT value ->> 'endpoint', value ->> 'id' FROM json_each(${JSON.stringify(rows)}))
					AND ${webhookDeliveries.status} = 'pending'`,
			),
		nextOfJob(db, jobs, now),
	]);
	return rows.length;
}

/**
 * Deletes what was over at `before` (milliseconds); of one account, or of all. Answers with how many went: where
 * these are as many as a step takes, there may be more.
 */
export async function forgetFinished(db: Database, before: number, account?: string): Promise<number> {
	const over = and(isNotNull(webhookDeliveries.finished_at), lte(webhookDeliveries.finished_at, before));
	const rows = db
		.select({ endpoint: webhookDeliveries.endpoint_id, id: webhookDeliveries.id })
		.from(webhookDeliveries)
		.where(
			account === undefined
				? over
				: and(
						over,
						inArray(
							webhookDeliveries.endpoint_id,
							db
								.select({ id: webhookEndpoints.id })
								.from(webhookEndpoints)
								.where(eq(webhookEndpoints.account_id, account)),
						),
					),
		)
		.limit(DELIVERIES_AT_ONCE);
	const gone = await db
		.delete(webhookDeliveries)
		.where(sql`(${webhookDeliveries.endpoint_id}, ${webhookDeliveries.id}) IN ${rows}`)
		.returning({ id: webhookDeliveries.id });
	return gone.length;
}

/**
 * Wakes the objects of endpoints that have had something to send for a while: a hint was lost, or an object. Goes
 * through all endpoints, some in each run. `after`: where the run before came to. Answers with where this one came
 * to (null: the end), and how many it woke.
 */
export async function wakeOverdue(
	env: Env,
	after: string | null,
	now: number,
): Promise<{ last: string | null; woken: number }> {
	const db = database(env.DB);
	const part = db
		.select({ id: webhookEndpoints.id, paused_at: webhookEndpoints.paused_at })
		.from(webhookEndpoints)
		.where(after === null ? undefined : gt(webhookEndpoints.id, after))
		.orderBy(asc(webhookEndpoints.id))
		.limit(ENDPOINTS_AT_ONCE)
		.as("part");
	const due = sql<number>`EXISTS (SELECT 1 FROM webhook_deliveries WHERE endpoint_id = ${part.id}
		AND due_at <= ${now - OVERDUE_MS})`;
	const [overdue, ids] = await db.batch([
		db
			.select({ id: part.id })
			.from(part)
			.where(and(isNull(part.paused_at), due))
			.orderBy(asc(part.id))
			.limit(WOKEN_AT_ONCE),
		db.select({ last: sql<string | null>`max(${part.id})`, count: sql<number>`count(*)` }).from(part),
	]);
	await Promise.allSettled(overdue.map(({ id }) => webhookObject(env, id).wake(id)));
	// Where more are late than are woken at once, the next run goes on behind the last of them.
	if (overdue.length === WOKEN_AT_ONCE) return { last: overdue.at(-1)?.id ?? null, woken: overdue.length };
	const ended = (ids[0]?.count ?? 0) < ENDPOINTS_AT_ONCE;
	return { last: ended ? null : (ids[0]?.last ?? null), woken: overdue.length };
}
