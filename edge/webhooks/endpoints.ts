import { and, asc, eq, sql } from "drizzle-orm";
import { MAX_ENDPOINTS, type WebhookResource } from "../contract/webhooks.ts";
import type { Database } from "../db/client.ts";
import { deletions, webhookDeliveries, webhookEndpoints } from "../db/schema.ts";
import { type IdempotencyKey, rememberKey } from "../idempotency/once.ts";
import type { EndpointRow } from "./outbox.ts";

/** Deliveries deleted in one step. */
const DELIVERIES_AT_ONCE = 1000;

const own = (account: string, id: string) =>
	and(eq(webhookEndpoints.account_id, account), eq(webhookEndpoints.id, id));

/** All of an account's endpoints, oldest first: there are {@link MAX_ENDPOINTS} at most. */
export function listEndpoints(db: Database, account: string): Promise<EndpointRow[]> {
	return db
		.select()
		.from(webhookEndpoints)
		.where(eq(webhookEndpoints.account_id, account))
		.orderBy(asc(webhookEndpoints.id));
}

export async function findEndpoint(db: Database, account: string, id: string): Promise<EndpointRow | null> {
	const [row] = await db.select().from(webhookEndpoints).where(own(account, id));
	return row ?? null;
}

/**
 * Stores a new endpoint. Throws what D1 throws: conflict `webhook_limit` where the account has as many as it may,
 * whoever asks at the same moment.
 */
export async function insertEndpoint(
	db: Database,
	row: EndpointRow,
	key: IdempotencyKey | null,
): Promise<void> {
	const count = sql`(SELECT count(*) FROM webhook_endpoints WHERE account_id = ${row.account_id})`;
	const { id, ...rest } = row;
	await db.batch([
		db
			.insert(webhookEndpoints)
			.values({ ...rest, id: sql`CASE WHEN ${count} < ${MAX_ENDPOINTS} THEN ${id} END` }),
		...rememberKey(db, row.account_id, key, id, row.created_at),
	]);
}

/** Changes an endpoint; null where it is gone.. */
export async function updateEndpoint(
	db: Database,
	{ account_id, id, secrets }: EndpointRow,
	change: { [Column in keyof EndpointRow]?: EndpointRow[Column] | undefined },
): Promise<EndpointRow | null> {
	// Of two rotations at the same moment one would lose the other's secret.
	const unchanged = change.secrets === undefined ? undefined : eq(webhookEndpoints.secrets, secrets);
	const [row] = await db
		.update(webhookEndpoints)
		.set(change)
		.where(and(own(account_id, id), unchanged))
		.returning();
	return row ?? null;
}

/**
 * Deletes one endpoint of an account, or all, and notes what is left: its deliveries and its object (see
 * `housekeeping/finish-deletions.ts`). Nothing is sent from here on. Answers with how many went.
 */
export async function eraseEndpoints(
	db: Database,
	account: string,
	id: string | null,
	now: number,
): Promise<number> {
	const which = id === null ? eq(webhookEndpoints.account_id, account) : own(account, id);
	const notes = db
		.select({
			kind: sql<"webhook">`'webhook'`.as("kind"),
			target: webhookEndpoints.id,
			account_id: webhookEndpoints.account_id,
			created_at: sql<number>`${now}`.as("created_at"),
			failures: sql<number>`0`.as("failures"),
			again_at: sql<number>`0`.as("again_at"),
		})
		.from(webhookEndpoints)
		.where(which);
	const [, gone] = await db.batch([
		db.insert(deletions).select(notes).onConflictDoNothing(),
		db.delete(webhookEndpoints).where(which).returning({ id: webhookEndpoints.id }),
	]);
	return gone.length;
}

/** Deletes some of what a deleted endpoint had; true when nothing is left. */
export async function eraseDeliveries(db: Database, endpoint: string): Promise<boolean> {
	const gone = await db
		.delete(webhookDeliveries)
		.where(
			and(
				eq(webhookDeliveries.endpoint_id, endpoint),
				sql`${webhookDeliveries.id} IN (SELECT id FROM webhook_deliveries WHERE endpoint_id = ${endpoint} LIMIT ${DELIVERIES_AT_ONCE})`,
			),
		)
		.returning({ id: webhookDeliveries.id });
	return gone.length < DELIVERIES_AT_ONCE;
}

export function toWebhook(row: EndpointRow, now: number): WebhookResource {
	const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
	const old = row.secrets.flatMap(({ until }) => (until !== null && until > now ? [until] : []));
	return {
		id: row.id,
		url: row.kind === "url" ? row.target : null,
		email: row.kind === "email" ? row.target : null,
		events: row.events,
		description: row.description,
		paused: row.paused_at !== null,
		paused_at: time(row.paused_at),
		pause_reason: row.pause_reason,
		failing_since: time(row.failing_since),
		old_secrets_until: time(old.length === 0 ? null : Math.max(...old)),
		created_at: new Date(row.created_at).toISOString(),
	};
}
