import { and, eq, gte, inArray, lte, sql } from "drizzle-orm";
import { QUALITY_TARGETS } from "../../workflows/definition/targets.ts";
import { wilson } from "../../workflows/quality/faces/rate.ts";
import type { QualityCounts, QualityRates } from "../contract/usage/quality-rates.ts";
import type { Database } from "../db/client.ts";
import { qualityDays, usageDays } from "../db/schema.ts";
import { MOST_READ, type Span, WORKFLOW } from "./days.ts";

/** Days of workflows that one answer tells. */
const MOST_TOLD = 5_000;

type Sums = Omit<QualityCounts, `${"success" | "pass" | "recovery"}_${"rate" | "interval"}`>;

/**
 * How often an account's jobs succeeded, their outputs passed and faults were recovered from, by day and workflow, from
 * the sums of each day. Null where there is more of them than an answer tells.
 *
 * @param workflow without its version; undefined: all
 */
export async function readRates(
	db: Database,
	account: string,
	{ from, to }: Span,
	workflow?: string,
): Promise<QualityRates | null> {
	const [jobs, outputs] = await db.batch([
		db
			.select({
				day: usageDays.day,
				workflow: WORKFLOW.as("work"),
				jobs: sql<number>`${usageDays.jobs} - ${usageDays.jobs_canceled}`.as("ended"),
				jobs_succeeded: usageDays.jobs_succeeded,
				struck: usageDays.jobs_struck,
				recovered: usageDays.jobs_recovered,
				passed: usageDays.outputs_passed,
				doubtful: usageDays.outputs_doubtful,
				failed: usageDays.outputs_failed,
				broken: usageDays.outputs_broken,
				unseen: usageDays.outputs_unseen,
			})
			.from(usageDays)
			.where(
				and(
					eq(usageDays.account_id, account),
					inArray(usageDays.by, ["work", "workflow"]),
					gte(usageDays.day, from),
					lte(usageDays.day, to),
					workflow === undefined ? undefined : eq(WORKFLOW, workflow),
				),
			)
			.limit(MOST_READ + 1),
		db
			.select({
				day: qualityDays.day,
				workflow: qualityDays.work,
				passed: qualityDays.passed,
				doubtful: qualityDays.doubtful,
				failed: qualityDays.failed,
				broken: qualityDays.broken,
				unseen: qualityDays.unseen,
			})
			.from(qualityDays)
			.where(
				and(
					eq(qualityDays.account_id, account),
					gte(qualityDays.day, from),
					lte(qualityDays.day, to),
					workflow === undefined ? undefined : eq(qualityDays.work, workflow),
				),
			)
			.limit(MOST_TOLD + 1),
	]);
	if (jobs.length > MOST_READ || outputs.length > MOST_TOLD) return null;
	const rows = new Map<string, Sums & { day: string; workflow: string }>();
	for (const { day, workflow, ...sums } of [...jobs, ...outputs]) {
		const key = `${day} ${workflow}`;
		rows.set(key, { day, workflow, ...added(rows.get(key) ?? NONE, { ...NONE, ...sums }) });
	}
	if (rows.size > MOST_TOLD) return null;
	const all = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
	return {
		from,
		to,
		targets: QUALITY_TARGETS,
		total: rated(all.reduce<Sums>(added, NONE)),
		days: [...Map.groupBy(all, ({ day }) => day)].map(([day, rows]) => ({
			day,
			...rated(rows.reduce<Sums>(added, NONE)),
		})),
		data: all.map((row) => ({ day: row.day, workflow: row.workflow, ...rated(row) })),
	};
}

const NONE: Sums = {
	...{ jobs: 0, jobs_succeeded: 0, struck: 0, recovered: 0 },
	...{ passed: 0, doubtful: 0, failed: 0, broken: 0, unseen: 0 },
};
const NAMES = Object.keys(NONE) as (keyof Sums)[];

function added(a: Sums, b: Sums): Sums {
	return Object.fromEntries(NAMES.map((name) => [name, a[name] + b[name]])) as Sums;
}

/** With the rates that its counts come to. Pure. */
function rated(row: Sums): QualityCounts {
	const rounded = (share: number) => Math.round(share * 10_000) / 10_000;
	const share = (some: number, of: number) => (of === 0 ? null : rounded(some / of));
	const interval = (some: number, of: number) => {
		const { low, high } = wilson(some, of);
		return of === 0 ? null : { low: rounded(low), high: rounded(high) };
	};
	const { passed, doubtful, failed, broken } = row;
	const [good, looked] = [passed + doubtful, passed + doubtful + failed + broken];
	return {
		...(Object.fromEntries(NAMES.map((name) => [name, row[name]])) as Sums),
		success_rate: share(row.jobs_succeeded, row.jobs),
		pass_rate: share(good, looked),
		recovery_rate: share(row.recovered, row.struck),
		success_interval: interval(row.jobs_succeeded, row.jobs),
		pass_interval: interval(good, looked),
		recovery_interval: interval(row.recovered, row.struck),
	};
}
