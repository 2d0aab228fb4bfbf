import { sql } from "drizzle-orm";
import { findWorkflow } from "../../workflows/library/index.ts";
import type { UsageTimes } from "../contract/usage/usage.ts";
import { DAY_MS } from "../day.ts";
import type { Database } from "../db/client.ts";
import type { Span } from "./days.ts";

/** Workflows that one answer tells of, and jobs of each that it looks at: the newest. */
const WORKFLOWS = 100;
const NEWEST = 500;

interface Row {
	work: string;
	metric: "first_ms" | "all_ms" | "queue_ms" | "cold_ms";
	jobs: number;
	p50: number;
	p95: number;
}

/**
 * How long the jobs of an account took that ended on some days, by workflow: the median, and what 95 of a hundred
 * do not pass, of the newest jobs of each. Times to outputs are of jobs that succeeded.
 */
export async function readTimes(db: Database, account: string, span: Span): Promise<UsageTimes> {
	const [from, to] = [Date.parse(span.from), Date.parse(span.to) + DAY_MS];
	const works = sql`WITH RECURSIVE works(work) AS (
		SELECT (SELECT work FROM job_times WHERE account_id = ${account} ORDER BY work LIMIT 1)
		UNION ALL SELECT (SELECT work FROM job_times WHERE account_id = ${account} AND work > works.work ORDER BY work LIMIT 1)
		FROM works WHERE works.work IS NOT NULL LIMIT ${WORKFLOWS + 1})`;
	const rows = await db.all<Row>(sql`${works}, newest AS (
		SELECT t.* FROM works CROSS JOIN job_times AS t ON t.account_id = ${account} AND t.work = works.work
			AND t.ended_at < ${to} AND t.ended_at >= max(${from}, coalesce((SELECT ended_at FROM job_times
				WHERE account_id = ${account} AND work = works.work AND ended_at < ${to}
				ORDER BY ended_at DESC LIMIT 1 OFFSET ${NEWEST - 1}), 0))
		WHERE works.work IS NOT NULL
	), measured(work, metric, ms) AS (
		SELECT work, 'first_ms', first_ms FROM newest WHERE status = 'succeeded' AND first_ms IS NOT NULL
		UNION ALL SELECT work, 'all_ms', all_ms FROM newest WHERE status = 'succeeded'
		UNION ALL SELECT work, 'queue_ms', queue_ms FROM newest WHERE queue_ms IS NOT NULL
		UNION ALL SELECT work, 'cold_ms', cold_ms FROM newest WHERE cold_ms IS NOT NULL
	), placed AS (
		SELECT *, row_number() OVER (PARTITION BY work, metric ORDER BY ms) AS place,
			count(*) OVER (PARTITION BY work, metric) AS jobs FROM measured
	)
	SELECT work, metric, max(jobs) AS jobs, min(iif(place * 100 >= jobs * 50, ms, NULL)) AS p50,
		min(iif(place * 100 >= jobs * 95, ms, NULL)) AS p95 FROM placed GROUP BY work, metric ORDER BY work`);
	const found = Map.groupBy(rows, ({ work }) => work);
	return {
		...span,
		data: [...found].map(([workflow, of]) => {
			const told = (metric: Row["metric"], target: number | null) => {
				const row = of.find((one) => one.metric === metric);
				return row ? { jobs: row.jobs, p50_ms: row.p50, p95_ms: row.p95, target_p50_ms: target } : null;
			};
			const targets = findWorkflow(workflow)?.targets;
			return {
				workflow,
				first_output: told("first_ms", targets?.first_ms ?? null),
				all_outputs: told("all_ms", targets?.all_ms ?? null),
				queue: told("queue_ms", null),
				cold_start: told("cold_ms", null),
			};
		}),
	};
}
