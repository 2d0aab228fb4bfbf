import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../../db/client.ts";
import { accounts, characters } from "../../db/schema.ts";
import { monthOf } from "../budgets/month.ts";
import { reservedOf } from "../budgets/reserved.ts";
import { countedBy } from "./counted.ts";
import type { Deciding } from "./deciding.ts";
import { endedAttempts } from "./ledger.ts";

/**
 * The statements that count what decisions spend and reserve, at the account and the character whose making it pays
 * for; and, at the account, its unfinished jobs and its running tasks. They go behind the rows of the ledger, which say what was spent. The job counts its own in its row.
 */
export function spendingStatements(
	db: Database,
	changes: readonly Deciding[],
	now: number,
): BatchItem<"sqlite">[] {
	const given = changes.flatMap((change) => {
		const { before, decision } = change;
		const reserved = reservedOf(decision.state) - reservedOf(before);
		const ended = endedAttempts(change).map(({ task, epoch }) => [task, epoch]);
		const { id, version } = decision.state.job;
		const counted = countedBy(before, decision.state);
		const same = reserved === 0 && counted.unfinished === 0 && counted.running === 0;
		return same && ended.length === 0 ? [] : [{ job: id, version, reserved, ended, ...counted }];
	});
	if (given.length === 0) return [];
	const spent = sql`coalesce((SELECT sum(l.charged_micro_usd) FROM json_each(given.value, '$.ended') AS one
		CROSS JOIN ledger AS l ON l.account_id = jobs.account_id AND l.job_id = jobs.id AND l.task_id = one.value ->> 0 AND l.epoch = one.value ->> 1), 0)`;
	const each = sql`SELECT jobs.account_id AS account, jobs.budget_character_id AS character,
		${spent} AS spent, given.value ->> 'reserved' AS reserved,
		given.value ->> 'unfinished' AS unfinished, given.value ->> 'running' AS running
		FROM json_each(${JSON.stringify(given)}) AS given
		CROSS JOIN jobs ON jobs.id = given.value ->> 'job' AND jobs.version = given.value ->> 'version'`;
	const by = (column: string) =>
		sql`(SELECT ${sql.raw(column)} AS id, sum(spent) AS spent, sum(reserved) AS reserved,
			sum(unfinished) AS unfinished, sum(running) AS running FROM (${each}) GROUP BY 1) AS new`;
	const added = (spending: SQL, reserving: SQL) => ({
		spent_micro_usd: sql`${spending} + new.spent`,
		reserved_micro_usd: sql`${reserving} + new.reserved`,
	});
	const month = monthOf(now);
	return [
		db
			.update(accounts)
			.set({
				...added(
					sql`iif(${accounts.spent_month} = ${month}, ${accounts.spent_micro_usd}, 0)`,
					sql`${accounts.reserved_micro_usd}`,
				),
				spent_month: month,
				unfinished_jobs: sql`${accounts.unfinished_jobs} + new.unfinished`,
				running_tasks: sql`${accounts.running_tasks} + new.running`,
			})
			.from(by("account"))
			.where(sql`${accounts.id} = new.id`),
		db
			.update(characters)
			.set(added(sql`${characters.spent_micro_usd}`, sql`${characters.reserved_micro_usd}`))
			.from(by("character"))
			.where(sql`${characters.id} = new.id AND (new.spent <> 0 OR new.reserved <> 0)`),
	];
}
