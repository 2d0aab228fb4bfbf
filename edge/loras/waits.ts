import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { awaitedLoras } from "../db/schema.ts";

/** A LoRA that stages wait for. */
export type AwaitedLora = typeof awaitedLoras.$inferSelect;

/** The versions of a LoRA that stages wait for: `@` stands before `A`, and no name has either. */
function versionsOf(account: string, name: string): SQL | undefined {
	const { account_id, reference } = awaitedLoras;
	return and(eq(account_id, account), sql`${reference} >= ${`${name}@`} AND ${reference} < ${`${name}A`}`);
}

/** Something happened to a LoRA: whoever waits for a version of it is to be looked at. Goes with what happened. */
export function markDue(db: Database, account: string, name: string) {
	return db
		.update(awaitedLoras)
		.set({ due: sql`${awaitedLoras.due} + 1` })
		.where(versionsOf(account, name));
}

/** Whoever waits for the next version of a LoRA waits for this job. */
export function markTraining(db: Database, account: string, name: string, training: string) {
	return db.update(awaitedLoras).set({ training }).where(versionsOf(account, name));
}

/** LoRAs to which something happened; of one account, or all. */
export function dueLoras(db: Database, account: string | null, limit: number): Promise<AwaitedLora[]> {
	const own = account === null ? undefined : eq(awaitedLoras.account_id, account);
	return db
		.select()
		.from(awaitedLoras)
		.where(and(sql`${awaitedLoras.due} > 0`, own))
		.limit(limit);
}

const that = ({ account_id, reference }: AwaitedLora) =>
	and(eq(awaitedLoras.account_id, account_id), eq(awaitedLoras.reference, reference));

/** It was looked at, and is waited for still; what happened since is looked at again. */
export async function stillAwaited(db: Database, lora: AwaitedLora, training: string | null): Promise<void> {
	await db
		.update(awaitedLoras)
		.set({ due: 0, training })
		.where(and(that(lora), eq(awaitedLoras.due, lora.due)));
}

/** Nobody waits for it any more, unless somebody came meanwhile. */
export async function forgetAwaited(db: Database, lora: AwaitedLora): Promise<void> {
	await db
		.delete(awaitedLoras)
		.where(
			and(
				that(lora),
				sql`NOT EXISTS (SELECT 1 FROM stages WHERE lora_account = ${lora.account_id} AND lora = ${lora.reference})`,
			),
		);
}

/** Jobs with a stage that waits for it, at most so many. For `IN`. */
export function waitingJobs({ account_id, reference }: AwaitedLora, limit: number): SQL {
	return sql`(SELECT DISTINCT job_id FROM stages WHERE lora_account = ${account_id} AND lora = ${reference} LIMIT ${limit})`;
}
