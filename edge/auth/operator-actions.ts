import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { newId } from "../contract/ids.ts";
import type { OperatorActionName, OperatorActionResource } from "../contract/operator/operator.ts";
import type { Database } from "../db/client.ts";
import { operatorActions, operatorKeys } from "../db/schema.ts";

/** What an operator is about to change. */
export interface OperatorAction {
	/** Of the operator key that asks. */
	hash: string;
	action: OperatorActionName;
	/** Id of what is changed. */
	target: string;
	/** Milliseconds since 1970. */
	now: number;
	/** Whether the change will happen, as SQL; without it: always. */
	when?: SQL;
	/** What the target has, as SQL of one JSON text. */
	state?: SQL;
}

/**
 * The statements that note an action. They go into the batch of the change, `before` ahead of it and `after` behind it:
 * so there is no change without its note, and no note of what did not happen.
 */
export function noteAction(db: Database, { hash, action, target, now, when, state }: OperatorAction) {
	const id = newId("operatorAction", now);
	return {
		before: db
			.insert(operatorActions)
			.select(
				sql`SELECT ${id}, ${now}, ${hash}, ${action}, ${target}, ${state ?? sql`NULL`}, NULL WHERE ${when ?? sql`1`}`,
			),
		after: db
			.update(operatorActions)
			.set({ after: state ?? null })
			.where(eq(operatorActions.id, id)),
		/** For a change that cannot be in one batch with its note, and did not happen. */
		undo: db.delete(operatorActions).where(eq(operatorActions.id, id)),
	};
}

/** Actions, newest first, at most `limit`: of one target, and those before `cursor`, where these are given. */
export async function actionRows(
	db: Database,
	{ limit, cursor, target }: { limit: number; cursor?: string | undefined; target?: string | undefined },
): Promise<OperatorActionResource[]> {
	const rows = await db
		.select({
			id: operatorActions.id,
			at: operatorActions.at,
			action: operatorActions.action,
			target: operatorActions.target,
			before: operatorActions.before,
			after: operatorActions.after,
			key: { id: operatorKeys.id, last4: operatorKeys.last4 },
		})
		.from(operatorActions)
		.leftJoin(operatorKeys, eq(operatorKeys.hash, operatorActions.key_hash))
		.where(
			and(
				cursor === undefined ? undefined : lt(operatorActions.id, cursor),
				target === undefined ? undefined : eq(operatorActions.target, target),
			),
		)
		.orderBy(desc(operatorActions.id))
		.limit(limit);
	return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}

/** Limits and retention of an account as one JSON text, for the note of a change of them. */
export function limitsOf(account: string): SQL {
	return sql`(SELECT json_object('max_running', max_running, 'max_jobs', max_jobs, 'max_bytes', max_bytes,
		'rate_limits', json(coalesce(rate_limits, '{}')), 'retention', json(retention), 'budget_micro_usd', budget_micro_usd) FROM accounts WHERE id = ${account})`;
}

/** What is told of a worker token where one is made or revoked. */
export function workerTokenState(id: string): SQL {
	return sql`(SELECT json_object('pool', pools.name, 'name', worker_tokens.name, 'revoked', json(iif(revoked_at IS NULL, 'false', 'true')))
		FROM worker_tokens JOIN pools ON pools.id = pool_id WHERE worker_tokens.id = ${id})`;
}

/** What is told of an API key where an operator makes or revokes one. */
export function apiKeyState(id: string): SQL {
	return sql`(SELECT json_object('account', account_id, 'name', name, 'last4', last4, 'revoked', json(iif(revoked_at IS NULL, 'false', 'true')))
		FROM api_keys WHERE id = ${id})`;
}

/** What is told of a job where an operator cancels it. */
export function jobState(id: string): SQL {
	return sql`(SELECT json_object('account', account_id, 'status', status) FROM jobs WHERE id = ${id})`;
}
