import { type SQL, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";

export type Database = DrizzleD1Database;

/** Without a schema: that is for relational queries, of which there are none, and to read it takes longer than a query. */
export function database(d1: D1Database): Database {
	return drizzle(d1);
}

/** A list as one parameter, for `inArray`: D1 takes at most a hundred. */
export function listOf(values: string[]): SQL {
	return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

/** The constraints by which D1 refuses a write that is no mistake of ours. */
const LOST = {
	/** The number of a job's event was taken, or a guard that it carries did not hold. */
	event: /UNIQUE constraint failed: events\.job_id, events\.seq\b|NOT NULL constraint failed: events\.seq\b/,
	/** The first request with the same idempotency key came before. */
	idempotency:
		/UNIQUE constraint failed: idempotency_keys\.account_id, idempotency_keys\.route, idempotency_keys\.key\b/,
	/** The same was imported before. */
	imported: /UNIQUE constraint failed: jobs\.account_id, jobs\.import_key\b/,
	/** There is such a version of the workflow. */
	workflow: /UNIQUE constraint failed: workflows\.account_id, workflows\.id, workflows\.version\b/,
	/** The account has as many workflows as it may. */
	workflow_limit: /NOT NULL constraint failed: workflows\.version\b/,
	/** The same of pipelines. */
	pipeline: /UNIQUE constraint failed: pipelines\.account_id, pipelines\.id, pipelines\.version\b/,
	pipeline_limit: /NOT NULL constraint failed: pipelines\.version\b/,
	/** Somebody takes the tokens of that issuer for that audience already. */
	issuer: /UNIQUE constraint failed: oidc_issuers\.issuer, oidc_issuers\.audience\b/,
	/** The account has as many webhooks as it may. */
	webhook_limit: /NOT NULL constraint failed: webhook_endpoints\.id\b/,
	/** The account has as many characters as it may, or the picture that one begins with is gone. */
	character: /NOT NULL constraint failed: characters\.id\b/,
	/** The account has as many LoRAs as it may, or one of them as many versions; or the file is gone by now. */
	lora: /NOT NULL constraint failed: loras\.name\b/,
	/** There is a dataset of that name. */
	dataset: /UNIQUE constraint failed: datasets\.account_id, datasets\.name\b/,
	/** The account has as many datasets as it may. */
	dataset_limit: /NOT NULL constraint failed: datasets\.name\b/,
	/** The dataset was changed meanwhile, or has as many versions as it may. */
	dataset_version: /NOT NULL constraint failed: dataset_versions\.version\b/,
	/** A picture that a dataset is to have is not there. */
	dataset_item: /NOT NULL constraint failed: dataset_items\.asset_id\b/,
	/** A dataset would have more pictures than it may. */
	dataset_full: /CHECK constraint failed: datasets_(pictures|regularisation)\b/,
	/** The account has as many projects as it may. */
	project_limit: /NOT NULL constraint failed: projects\.id\b/,
	/** The pool has as many endpoints as it may. */
	endpoint_limit: /NOT NULL constraint failed: endpoints\.id\b/,
	/** The project is gone, or has as many shots as it may. */
	shot_limit: /NOT NULL constraint failed: shots\.id\b/,
	/** The number of an event of a project's feed: a guard that it carries did not hold. */
	feed: /NOT NULL constraint failed: project_events\.seq\b/,
	/** The account would store more than it may: the word of the trigger `accounts_full`. */
	storage: /\bstorage_limit\b/,
	/** What the row belongs to is gone: its account. */
	owner: /FOREIGN KEY constraint failed/,
} as const;
export type LostBy = keyof typeof LOST;

/**
 * Whether a write was refused by one of these constraints. Drizzle hides the cause behind a message
 * that contains the bound values, so only the cause is read.
 */
export function isConflict(error: unknown, ...by: LostBy[]): boolean {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const { message } = cause;
		// Drizzle's own message repeats what a client sent, which must not be able to look like a constraint.
		if (!message.startsWith("Failed query") && by.some((name) => LOST[name].test(message))) return true;
	}
	return false;
}
