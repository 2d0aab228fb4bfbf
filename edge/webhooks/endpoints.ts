import { and, asc, eq, sql } from "drizzle-orm";
import { type Auditor, noteChange, noteDone } from "../audit/note.ts";
import { webhookState } from "../audit/states.ts";
import { MAX_ENDPOINTS, type WebhookResource } from "../contract/webhooks/webhooks.ts";
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
	by: Auditor,
): Promise<void> {
	const count = sql`(SELECT count(*) FROM webhook_endpoints WHERE account_id = ${row.account_id})`;
	const { id, ...rest } = row;
	await db.batch([
		db
			.insert(webhookEndpoints)
			.values({ ...rest, id: sql`CASE WHEN ${count} < ${MAX_ENDPOINTS} THEN ${id} END` }),
		noteDone(
			db,
			{ by, action: "webhook.create", target: id, now: row.created_at },
			{ made: webhookState(id) },
		),
		...rememberKey(db, row.account_id, key, id, row.created_at),
	]);
}

/** Changes an endpoint, as the note of it says; null where it is gone. */
export async function updateEndpoint(
	db: Database,
	{ account_id, id, secrets }: EndpointRow,
	change: { [Column in keyof EndpointRow]?: EndpointRow[Column] | undefined },
	about: { by: Auditor; action: "webhook.change" | "webhook.rotate_secret"; now: number },
): Promise<EndpointRow | null> {
	// Of two rotations at the same moment one would lose the other's secret.
	const unchanged = change.secrets === undefined ? undefined : eq(webhookEndpoints.secrets, secrets);
	const which = and(own(account_id, id), unchanged);
	const note = noteChange(
		db,
		{ ...about, target: id, state: webhookState(id) },
		sql`EXISTS (SELECT 1 FROM webhook_endpoints WHERE ${which})`,
	);
	const [, [row]] = await db.batch([
		note.before,
		db.update(webhookEndpoints).set(change).where(which).returning(),
		note.after,
	]);
	return row ?? null;
}

/**
 * Deletes one endpoint of an account, or all, and notes what is left: its deliveries and its object (see
 * `housekeeping/finish-deletions.ts`). Nothing is sent from here on. Answers with how many went. `by`: who deletes one.
 */
export async function eraseEndpoints(
	db: Database,
	account: string,
	id: string | null,
	now: number,
	by: Auditor | null = null,
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
	const noted =
		by === null || id === null
			? []
			: [
					noteChange(
						db,
						{ by, action: "webhook.delete", target: id, now, state: webhookState(id) },
						sql`EXISTS (SELECT 1 FROM webhook_endpoints WHERE ${which})`,
					).before,
				];
	const results = await db.batch([
		db.insert(deletions).select(notes).onConflictDoNothing(),
		...noted,
		db.delete(webhookEndpoints).where(which).returning({ id: webhookEndpoints.id }),
	]);
	const gone = results.at(-1) as { id: string }[];
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
