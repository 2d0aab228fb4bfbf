import { eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { jobs } from "../../db/schema.ts";
import { lists } from "./lists.ts";

/** As good as no limit, in micro-USD. */
const BOUNDLESS = 9_000_000_000_000_000;

/**
 * What is left of a budget, of columns of a job `j`, its account `a` and the character `b` that it draws on; `month` is
 * SQL. What open tasks are reckoned with counts as spent, and of an account the lower of the operator's limit and its own.
 */
function left(of: "account" | "character" | "job", month: SQL): SQL {
	const rest = (row: string, limit: string, spent: SQL) =>
		sql`coalesce(${sql.raw(limit)} - ${spent} - ${sql.raw(row)}.reserved_micro_usd, ${sql.raw(String(BOUNDLESS))})`;
	switch (of) {
		case "account":
			return rest(
				"a",
				"coalesce(min(a.budget_micro_usd, a.own_budget_micro_usd), a.budget_micro_usd, a.own_budget_micro_usd)",
				sql`iif(a.spent_month = ${month}, a.spent_micro_usd, 0)`,
			);
		case "character":
			return rest("b", "b.budget_micro_usd", sql`b.spent_micro_usd`);
		case "job":
			return rest("j", "j.budget_micro_usd", sql`j.spent_micro_usd`);
	}
}

/**
 * What may still be spent or reserved, in micro-USD, of each budget that a job draws on: its account's for the
 * month, its character's, and its own. `job` and `month` are SQL.
 */
function budgetRooms(job: SQL, month: SQL): Record<"account" | "character" | "job", SQL> {
	return {
		account: sql`(SELECT ${left("account", month)}
			FROM jobs AS j JOIN accounts AS a ON a.id = j.account_id WHERE j.id = ${job})`,
		character: sql`coalesce((SELECT ${left("character", month)}
			FROM jobs AS j JOIN characters AS b ON b.id = j.budget_character_id WHERE j.id = ${job}), ${sql.raw(String(BOUNDLESS))})`,
		job: sql`(SELECT ${left("job", month)} FROM jobs AS j WHERE j.id = ${job})`,
	};
}

/** Those of these jobs of which no task may be claimed, since a budget is used up. Reads three rows of each. */
export async function overBudget(db: Database, ids: readonly string[], month: string): Promise<Set<string>> {
	const names = [...new Set(ids)].map((id) => ({ id }));
	const least = sql`min(${left("account", sql`${month}`)}, ${left("character", sql`${month}`)}, ${left("job", sql`${month}`)})`;
	const rows = await Promise.all(
		lists(names).map((list) =>
			db.all<{
				id: string;
			}>(sql`SELECT j.id FROM json_each(${list}) AS asked CROSS JOIN jobs AS j ON j.id = asked.value ->> 'id'
				JOIN accounts AS a ON a.id = j.account_id LEFT JOIN characters AS b ON b.id = j.budget_character_id
				WHERE ${least} < 0`),
		),
	);
	return new Set(rows.flat().map(({ id }) => id));
}

/** The least of them. */
export function budgetRoom(job: SQL, month: SQL): SQL {
	const { account, character, job: own } = budgetRooms(job, month);
	return sql`min(${account}, ${character}, ${own})`;
}

/** Guards a submission whose tasks are reserved already: its account's budget for the month holds them. */
export function withinBudget(account: string, month: string): SQL {
	return sql`(SELECT coalesce(min(budget_micro_usd, own_budget_micro_usd), budget_micro_usd, own_budget_micro_usd, ${sql.raw(String(BOUNDLESS))})
		- iif(spent_month = ${month}, spent_micro_usd, 0) >= reserved_micro_usd FROM accounts WHERE id = ${account})`;
}

/** A stage that no budget holds is looked at again after this long, in milliseconds: whoever raises one wakes it. */
export const BUDGET_AGAIN_MS = 10 * 60_000;

/** Puts a job off without a failure: by this it is known as one of which a stage waits for a budget. */
export async function waitForBudget(db: Database, job: string, now: number): Promise<void> {
	await db
		.update(jobs)
		.set({ sweep_after: now + BUDGET_AGAIN_MS, sweep_failures: 0 })
		.where(eq(jobs.id, job));
}

/** Whether a stage of a job waits for a budget: it is ready, and was put off without a failure. */
export function waitsForBudget({
	sweep_after,
	sweep_failures,
}: {
	sweep_after: number;
	sweep_failures: number;
}) {
	return sweep_after > 0 && sweep_failures === 0;
}

/** What is left of each budget that a job draws on, in micro-USD. */
export function budgetsQuery(db: Database, job: string, month: string) {
	const rooms = budgetRooms(sql`${job}`, sql`${month}`);
	return db
		.select({
			account: sql<number>`${rooms.account}`,
			character: sql<number>`${rooms.character}`,
			job: sql<number>`${rooms.job}`,
		})
		.from(jobs)
		.where(eq(jobs.id, job));
}
