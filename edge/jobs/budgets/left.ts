import { eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { jobs } from "../../db/schema.ts";

export type BudgetName = "account" | "character" | "job";

/** As good as no limit, in micro-USD. */
const BOUNDLESS = 9_000_000_000_000_000;

/**
 * What is left of a budget in micro-USD, of columns of a job `j`, its account `a` and the character `b` that it draws
 * on; `month` is SQL. What open tasks are reckoned with counts as spent, and of an account the lower of the operator's
 * limit and its own.
 */
function left(of: BudgetName, month: SQL): SQL {
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

/** The least that is left of the budgets of a job `j`, where `BUDGETS_OF_JOB` is joined to it. */
export function leastLeft(month: SQL): SQL<number> {
	return sql`min(${left("account", month)}, ${left("character", month)}, ${left("job", month)})`;
}

/** Joins to a job `j` what `leastLeft` reads: two rows of each. */
export const BUDGETS_OF_JOB = sql.raw(
	"JOIN accounts AS a ON a.id = j.account_id LEFT JOIN characters AS b ON b.id = j.budget_character_id",
);

/** What a job may still spend or reserve, in micro-USD; NULL: there is no such job. `job` and `month` are SQL. */
export function budgetRoom(job: SQL, month: SQL): SQL {
	return sql`(SELECT ${leastLeft(month)} FROM jobs AS j ${BUDGETS_OF_JOB} WHERE j.id = ${job})`;
}

/** What an account may still spend or reserve in a month, in micro-USD; a submission has reserved its own already. */
export function leftOfAccount(account: string, month: string): SQL<number> {
	return sql`(SELECT ${left("account", sql`${month}`)} FROM accounts AS a WHERE a.id = ${account})`;
}

/** Those of these jobs of which no task may be claimed, since a budget is used up. Reads three rows of each. */
export async function overBudget(db: Database, ids: readonly string[], month: string): Promise<Set<string>> {
	const rows = await db.all<{
		id: string;
	}>(sql`SELECT j.id FROM json_each(${JSON.stringify([...new Set(ids)])}) AS asked CROSS JOIN jobs AS j ON j.id = asked.value
		${BUDGETS_OF_JOB} WHERE ${leastLeft(sql`${month}`)} < 0`);
	return new Set(rows.map(({ id }) => id));
}

/** What is left of each budget that a job draws on, in micro-USD. */
export function budgetsQuery(db: Database, job: string, month: string) {
	const of = (name: BudgetName) =>
		sql<number>`(SELECT ${left(name, sql`${month}`)} FROM jobs AS j ${BUDGETS_OF_JOB} WHERE j.id = ${job})`;
	return db
		.select({ account: of("account"), character: of("character"), job: of("job") })
		.from(jobs)
		.where(eq(jobs.id, job));
}
