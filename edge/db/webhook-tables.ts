import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type {
	DeliveryError,
	DeliveryStatus,
	PauseReason,
	WebhookEvent,
} from "../contract/webhooks/webhooks.ts";
import type { SealedSecret } from "./stored.ts";

/** Whom an account wants told of its jobs. */
export const webhookEndpoints = sqliteTable("webhook_endpoints", {
	id: text("id").primaryKey(),
	account_id: text("account_id").notNull(),
	kind: text("kind").$type<"url" | "email">().notNull(),
	target: text("target").notNull(),
	description: text("description").notNull(),
	/** Null: everything. */
	events: text("events", { mode: "json" }).$type<WebhookEvent[]>(),
	/** The newest first. */
	secrets: text("secrets", { mode: "json" }).$type<SealedSecret[]>().notNull(),
	paused_at: integer("paused_at"),
	pause_reason: text("pause_reason").$type<PauseReason>(),
	failing_since: integer("failing_since"),
	created_at: integer("created_at").notNull(),
});

/** The outbox of webhooks, and what became of it. */
export const webhookDeliveries = sqliteTable(
	"webhook_deliveries",
	{
		endpoint_id: text("endpoint_id").notNull(),
		id: text("id").notNull(),
		account_id: text("account_id").notNull(),
		job_id: text("job_id"),
		seq: integer("seq").notNull(),
		type: text("type").notNull(),
		body: text("body").notNull(),
		status: text("status").$type<DeliveryStatus>().notNull(),
		attempts: integer("attempts").notNull(),
		due_at: integer("due_at"),
		gives_up_at: integer("gives_up_at"),
		created_at: integer("created_at").notNull(),
		attempted_at: integer("attempted_at"),
		finished_at: integer("finished_at"),
		response_status: integer("response_status"),
		error: text("error", { mode: "json" }).$type<DeliveryError>(),
	},
	(table) => [primaryKey({ columns: [table.endpoint_id, table.id] })],
);
