const replacing = (pattern: RegExp, by: string) => (sql: string) => sql.replace(pattern, by);

/** Mistakes that somebody could make in the statements. Each rewrites the SQL on its way to D1. */
export const SQL_MUTANTS: Readonly<Record<string, (sql: string) => string>> = {
	noGuards: replacing(/CASE WHEN (.*?) THEN/s, "CASE WHEN ($1) OR 1 THEN"),
	noLeaseGuard: replacing(/\(SELECT lease_until FROM "?tasks"? WHERE id = \?\) = \?/gi, "($& OR 1)"),
	noAccountLimit: replacing(/< \(SELECT max_running/i, "< 1000 + (SELECT max_running"),
	eventNumberNotUnique: replacing(/^insert into "events"/i, 'INSERT OR REPLACE INTO "events"'),
	eventNumberIgnored: replacing(/^insert into "events"/i, 'INSERT OR IGNORE INTO "events"'),
	renewIgnoresEpoch: (sql) => (isRenewal(sql) ? sql.replace(/"tasks"\."epoch" = \?/i, "($& OR 1)") : sql),
	renewIgnoresStatus: (sql) =>
		isRenewal(sql) ? sql.replace(/"tasks"\."status" IN \('running', 'canceling'\)/i, "($& OR 1)") : sql,
};

function isRenewal(sql: string): boolean {
	return /^update "tasks" set "lease_until"/i.test(sql);
}
