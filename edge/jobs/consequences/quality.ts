import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { CheckStatus } from "../../../workflows/quality/checks/check.ts";
import type { Database } from "../../db/client.ts";
import { qualityDays } from "../../db/schema.ts";
import type { Deciding } from "./deciding.ts";
import { WORK } from "./ledger.ts";

/** Columns of `quality_days`, each with what it counts. */
const COUNTED = {
	passed: "pass",
	doubtful: "warn",
	failed: "fail",
	broken: "error",
	unseen: "skipped",
} as const satisfies Record<string, CheckStatus>;
const COLUMNS = Object.keys(COUNTED);

/** Adds up what checks found of outputs that the same transaction stores, for their account, day and workflow. */
export function qualityStatements(
	db: Database,
	changes: readonly Deciding[],
	now: number,
): BatchItem<"sqlite">[] {
	const made = changes.flatMap(({ decision: { changes, state } }) =>
		changes.flatMap((change) =>
			change.type === "output"
				? [{ asset: change.output.asset, job: state.job.id, version: state.job.version }]
				: [],
		),
	);
	if (made.length === 0) return [];
	const counts = Object.entries(COUNTED).map(
		([column, status]) => `sum(status = '${status}') AS "${column}"`,
	);
	const outputs: SQL = sql`SELECT jobs.account_id AS account, ${WORK} AS work, assets.quality ->> 'status' AS status
		FROM json_each(${JSON.stringify(made)}) AS made
		CROSS JOIN jobs ON jobs.id = made.value ->> 'job' AND jobs.version = made.value ->> 'version'
		CROSS JOIN assets ON assets.id = made.value ->> 'asset' AND assets.quality IS NOT NULL`;
	const day = new Date(now).toISOString().slice(0, 10);
	return [
		db
			.insert(qualityDays)
			.select(
				sql`SELECT account, ${day}, work, ${sql.raw(counts.join(", "))} FROM (${outputs}) GROUP BY 1, 3`,
			)
			.onConflictDoUpdate({
				target: [qualityDays.account_id, qualityDays.day, qualityDays.work],
				set: Object.fromEntries(
					COLUMNS.map((column) => [column, sql.raw(`"${column}" + excluded."${column}"`)]),
				),
			}),
	];
}
