const replacing = (pattern: RegExp, by: string) => (sql: string) => sql.replace(pattern, by);

/** Mistakes that somebody could make in the statements. Each rewrites the SQL on its way to D1. */
export const SQL_MUTANTS: Readonly<Record<string, (sql: string) => string>> = {
	noGuards: replacing(/CASE WHEN (.*?) THEN/s, "CASE WHEN ($1) OR 1 THEN"),
	noLeaseGuard: replacing(/IS NOT want.value ->> 'lease_until'/, "IS NULL"),
	noAccountLimit: replacing(/coalesce\(\(SELECT max_running -/i, "coalesce((SELECT 1000 + max_running -"),
	runningNotCounted: replacing(/running_tasks \+ \?/i, "running_tasks + 0 * ?"),
	unfinishedNotCounted: replacing(/unfinished_jobs \+ \?/i, "unfinished_jobs + 0 * ?"),
	needsNotRaised: replacing(/"needs_hash" = new.value ->> 'needs_hash'/i, '"needs_hash" = "needs_hash"'),
	eventNumberNotUnique: replacing(/^insert into "events"/i, 'INSERT OR REPLACE INTO "events"'),
	eventNumberIgnored: replacing(/^insert into "events"/i, 'INSERT OR IGNORE INTO "events"'),
	renewIgnoresEpoch: (sql) => (isRenewal(sql) ? sql.replace(/"tasks"\."epoch" = \?/i, "($& OR 1)") : sql),
	renewIgnoresStatus: (sql) =>
		isRenewal(sql) ? sql.replace(/"tasks"\."status" IN \('running', 'canceling'\)/i, "($& OR 1)") : sql,
};

function isRenewal(sql: string): boolean {
	return /^update "tasks" set "lease_until"/i.test(sql);
}
