import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { type Auditor, noteDone } from "../audit/note.ts";
import type { Database } from "../db/client.ts";
import { promotions } from "../db/schema.ts";

/** A version of a LoRA that is made of what a training left. */
export interface Promotion {
	account: string;
	/** Of the LoRA, and of what the training was to leave. */
	name: string;
	training: string;
	/** Steps that the weights have been trained for. */
	step: number;
	/** Who does it; null: the job by itself. */
	by: Auditor | null;
	now: number;
}

/**
 * The statements that remember who promoted what, for the batch that does it, behind that. `version`: the one that it is;
 * absent: the one that the batch has just added.
 */
export function promotionStatements(
	db: Database,
	promotion: Promotion,
	version?: number,
): BatchItem<"sqlite">[] {
	const { account, name, training, step, by, now } = promotion;
	const number: SQL = version === undefined ? sql`latest` : sql`${version}`;
	const row = { key_id: by?.key ?? null, subject: by?.subject ?? null, step, at: now };
	const remembered = db
		.insert(promotions)
		.select(
			sql`SELECT ${training}, ${number}, ${account}, ${step}, ${row.key_id}, ${row.subject}, ${now}
				FROM loras WHERE account_id = ${account} AND name = ${name}`,
		)
		.onConflictDoUpdate({ target: [promotions.training_id, promotions.version], set: row });
	if (by === null) return [remembered];
	const made = sql`(SELECT json_object('step', ${step}, 'lora', ${name} || '@' || ${number})
		FROM loras WHERE account_id = ${account} AND name = ${name})`;
	const note = noteDone(db, { by, action: "checkpoint.promote", target: training, now }, { made });
	return [remembered, note];
}
