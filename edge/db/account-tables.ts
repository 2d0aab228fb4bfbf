import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { NodePolicy } from "../../workflows/validate/requests/requests.ts";
import type { OidcAlgorithm, OidcRule } from "../contract/access/oidc.ts";
import type { Scope } from "../contract/access/scopes.ts";
import { DEFAULT_MAX_BYTES, type OwnLimits, type RetentionSetting } from "../contract/accounts/accounts.ts";
import type { AuditAction, AuditState } from "../contract/operator/audit.ts";
import type { ActionState, OperatorActionName } from "../contract/operator/operator.ts";

export const accounts = sqliteTable("accounts", {
	id: text("id").primaryKey(),
	name: text("name").notNull(),
	max_running: integer("max_running").notNull(),
	max_jobs: integer("max_jobs").notNull(),
	created_at: integer("created_at").notNull(),
	/** Jobs that have not ended and tasks that hold a worker, counted with every change of them. */
	unfinished_jobs: integer("unfinished_jobs").notNull().default(0),
	running_tasks: integer("running_tasks").notNull().default(0),
	/** Null: the default. */
	node_policy: text("node_policy", { mode: "json" }).$type<NodePolicy>(),
	/** Limits of its own in place of the configured ones; null: none. */
	rate_limits: text("rate_limits", { mode: "json" }).$type<OwnLimits>(),
	max_bytes: integer("max_bytes").notNull().default(DEFAULT_MAX_BYTES),
	/** Kept by triggers: no statement of ours sets it. */
	stored_bytes: integer("stored_bytes").notNull().default(0),
	retention: text("retention", { mode: "json" }).$type<RetentionSetting>().notNull().default({}),
	/** Set where everything of the account is being deleted. */
	deleted_at: integer("deleted_at"),
	/** How often a step of that has failed, and when the next one is due. */
	delete_failures: integer("delete_failures").notNull().default(0),
	delete_again_at: integer("delete_again_at").notNull().default(0),
	/** What it may spend in a calendar month, in micro-USD: by the operator's word, and by its own; null: no limit. */
	budget_micro_usd: integer("budget_micro_usd"),
	own_budget_micro_usd: integer("own_budget_micro_usd"),
	/** What it has spent in `spent_month` (`2026-11`), and what its open tasks are reckoned with. */
	spent_micro_usd: integer("spent_micro_usd").notNull().default(0),
	spent_month: text("spent_month").notNull().default(""),
	reserved_micro_usd: integer("reserved_micro_usd").notNull().default(0),
});

export const apiKeys = sqliteTable("api_keys", {
	hash: text("hash").primaryKey(),
	id: text("id").notNull(),
	account_id: text("account_id").notNull(),
	name: text("name").notNull(),
	last4: text("last4").notNull(),
	scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
	created_at: integer("created_at").notNull(),
	expires_at: integer("expires_at"),
	revoked_at: integer("revoked_at"),
	/** Of a session of the studio: the key behind it; of an OIDC issuer: its own id. Neither has a secret. */
	opened_by: text("opened_by"),
	/** Of a session that was opened with a token: the end of that token, which no renewal passes. */
	ends_at: integer("ends_at"),
	/** Of a session that was opened with a token of an OIDC issuer: whose (`sub`). */
	subject: text("subject"),
});

/** Whose tokens an account takes: OpenID Connect. The key of the same id ends what they opened. */
export const oidcIssuers = sqliteTable("oidc_issuers", {
	id: text("id").primaryKey(),
	account_id: text("account_id").notNull(),
	issuer: text("issuer").notNull(),
	audience: text("audience").notNull(),
	jwks_url: text("jwks_url").notNull(),
	algorithms: text("algorithms", { mode: "json" }).$type<OidcAlgorithm[]>().notNull(),
	scopes: text("scopes", { mode: "json" }).$type<Scope[]>().notNull(),
	rules: text("rules", { mode: "json" }).$type<OidcRule[]>().notNull(),
	created_at: integer("created_at").notNull(),
});

/** Keys of the operator beside the deployment's own, and those that are over: that one among them, once it was rotated. */
export const operatorKeys = sqliteTable("operator_keys", {
	hash: text("hash").primaryKey(),
	id: text("id").notNull(),
	last4: text("last4").notNull(),
	created_at: integer("created_at").notNull(),
	ended_at: integer("ended_at"),
});

/** Somebody signed in with an operator's key. */
export const operatorSessions = sqliteTable("operator_sessions", {
	id: text("id").primaryKey(),
	key_hash: text("key_hash").notNull(),
	created_at: integer("created_at").notNull(),
	expires_at: integer("expires_at").notNull(),
	ended_at: integer("ended_at"),
});

/** What operators changed. No foreign keys: what they deleted is told as well. */
export const operatorActions = sqliteTable("operator_actions", {
	id: text("id").primaryKey(),
	at: integer("at").notNull(),
	key_hash: text("key_hash").notNull(),
	action: text("action").$type<OperatorActionName>().notNull(),
	target: text("target").notNull(),
	before: text("before", { mode: "json" }).$type<ActionState>(),
	after: text("after", { mode: "json" }).$type<ActionState>(),
});

/** What was changed of accounts, each written together with the change. */
export const auditLog = sqliteTable("audit_log", {
	id: text("id").primaryKey(),
	account_id: text("account_id").notNull(),
	at: integer("at").notNull(),
	action: text("action").$type<AuditAction>().notNull(),
	target: text("target").notNull(),
	/** Null: an operator. */
	key_id: text("key_id"),
	subject: text("subject"),
	address: text("address"),
	before: text("before", { mode: "json" }).$type<AuditState>(),
	after: text("after", { mode: "json" }).$type<AuditState>(),
});
