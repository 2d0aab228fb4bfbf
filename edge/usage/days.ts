import { and, eq, gte, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { Usage, UsageBy, UsageRow } from "../contract/usage/usage.ts";
import type { Database } from "../db/client.ts";
import { pools, usageDays } from "../db/schema.ts";

/** Sums of days that one answer reads; keys that it tells. */
export const MOST_READ = 20_000;
const MOST_TOLD = 500;

export interface Span {
	/** Days in UTC: `2026-11-27`. Both count. */
	from: string;
	to: string;
}

/** The workflow of a row by workflow, or by workflow and pool: its name has no `@`. */
export const WORKFLOW = sql<string>`iif(${usageDays.by} = 'work', substr(${usageDays.key}, 1, instr(${usageDays.key}, '@') - 1), ${usageDays.key})`;
const POOL = sql<string>`iif(${usageDays.by} = 'work', substr(${usageDays.key}, instr(${usageDays.key}, '@') + 1), ${usageDays.key})`;

const sum = (column: string): SQL<number> => sql`coalesce(sum(${sql.raw(column)}), 0)`;

/**
 * An account's usage of some days, added up from the sums of each day: never from the ledger itself. Null where that
 * would read more of them than an answer may.
 */
export async function readUsage(
	db: Database,
	account: string,
	by: UsageBy,
	{ from, to }: Span,
): Promise<Usage | null> {
	const within = (dimension: Exclude<UsageBy, "day">) =>
		and(
			eq(usageDays.account_id, account),
			inArray(usageDays.by, dimension === "character" ? ["character"] : ["work", dimension]),
			gte(usageDays.day, from),
			lte(usageDays.day, to),
		);
	const keyOf = { workflow: WORKFLOW, pool: POOL, character: sql<string>`${usageDays.key}` };
	const key = by === "day" ? sql<string>`${usageDays.day}` : keyOf[by];
	const sums = {
		attempts: sum("attempts"),
		attempts_succeeded: sum("succeeded"),
		unpriced_attempts: sum("unpriced"),
		unmeasured_attempts: sum("unmeasured"),
		micro_usd: sum("charged_micro_usd"),
		free_micro_usd: sql<number>`coalesce(sum(usage_days.micro_usd), 0) - coalesce(sum(charged_micro_usd), 0)`,
		queue_ms: sum("queue_ms"),
		cold_ms: sum("cold_ms"),
		load_ms: sum("load_ms"),
		run_ms: sum("run_ms"),
		upload_ms: sum("upload_ms"),
		jobs: sum("jobs"),
		jobs_succeeded: sum("jobs_succeeded"),
		jobs_failed: sum("jobs_failed"),
		jobs_canceled: sum("jobs_canceled"),
		struck: sum("jobs_struck"),
		recovered: sum("jobs_recovered"),
	};
	// What a day came to is the sum over its pools: each job has one.
	const dimension = by === "day" ? "pool" : by;
	const [size] = await db
		.select({ rows: sql<number>`count(*)` })
		.from(sql`(SELECT 1 FROM usage_days WHERE ${within(dimension)} LIMIT ${MOST_READ + 1})`);
	if ((size?.rows ?? 0) > MOST_READ) return null;
	const [[total], [named], rows, [keys]] = await db.batch([
		db.select(sums).from(usageDays).where(within("pool")),
		db.select(sums).from(usageDays).where(within(dimension)),
		db
			.select({ key: by === "pool" ? sql<string>`coalesce(${pools.name}, ${key})` : key, ...sums })
			.from(usageDays)
			.leftJoin(pools, eq(pools.id, key))
			.where(within(dimension))
			.groupBy(key)
			.orderBy(by === "day" ? usageDays.day : sql`sum(usage_days.micro_usd) DESC`, key)
			.limit(MOST_TOLD),
		db
			.select({ count: sql<number>`count(DISTINCT ${key})` })
			.from(usageDays)
			.where(within(dimension)),
	]);
	// Sums without groups are one row, whatever was summed up.
	if (total === undefined || named === undefined)
		throw new Error("the sums of an account's days gave no row");
	const nobody =
		by === "character" ? [rest(total, named)].filter(({ attempts, jobs }) => attempts + jobs > 0) : [];
	const cost = (row: Totals) => row.micro_usd + row.free_micro_usd;
	const all: Sums[] = [...nobody.map((row) => ({ key: "", ...row })), ...rows];
	const shown = (by === "day" ? all : all.toSorted((a, b) => cost(b) - cost(a))).slice(0, MOST_TOLD);
	return {
		from,
		to,
		by,
		total: rated({ key: "", ...total }),
		data: shown.map(rated),
		more: Math.max(0, (keys?.count ?? 0) + nobody.length - shown.length),
	};
}

/** What is left of a total. Pure. */
function rest(total: Totals, named: Totals): Totals {
	const left = Object.entries(total).map(([name, sum]) => [name, sum - named[name as keyof Totals]]);
	return Object.fromEntries(left) as Totals;
}

type Totals = Omit<Sums, "key">;
type Sums = Omit<UsageRow, "success_rate" | "recovery_rate"> & { struck: number; recovered: number };

/** With the rates that its counts come to. Pure. */
function rated({ struck, recovered, ...row }: Sums): UsageRow {
	const share = (some: number, all: number) =>
		all === 0 ? null : Math.round((some / all) * 10_000) / 10_000;
	return {
		...row,
		success_rate: share(row.jobs_succeeded, row.jobs - row.jobs_canceled),
		recovery_rate: share(recovered, struck),
	};
}
