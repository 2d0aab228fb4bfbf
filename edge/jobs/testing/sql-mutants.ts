const replacing = (pattern: RegExp, by: string) => (sql: string) => sql.replace(pattern, by);

/** Mistakes that somebody could make in the statements. Each rewrites the SQL on its way to D1. */
export const SQL_MUTANTS: Readonly<Record<string, (sql: string) => string>> = {
	noGuards: replacing(/CASE WHEN (.*?) THEN/s, "CASE WHEN ($1) OR 1 THEN"),
	noLeaseGuard: replacing(/IS NOT want.value ->> 'lease_until'/, "IS NULL"),
	noAccountLimit: replacing(/coalesce\(\(SELECT max_running -/i, "coalesce((SELECT 1000 + max_running -"),
	noBudget: replacing(
		/coalesce\(coalesce\(min\(a\.budget_micro_usd/i,
		"coalesce(NULL AND coalesce(min(a.budget_micro_usd",
	),
	reservedSpentAgain: replacing(/ - a\.reserved_micro_usd/i, " - 0 * a.reserved_micro_usd"),
	runningNotCounted: replacing(/(\."running_tasks") \+ new\./i, "$1 + 0 * new."),
	unfinishedNotCounted: replacing(/(\."unfinished_jobs") \+ new\./i, "$1 + 0 * new."),
	lostAttemptsNotBooked: replacing(
		/^(insert into "ledger".*ended.value ->> 'epoch')(.*)$/is,
		"$1 AND a.gpu_ms IS NOT NULL$2",
	),
	ourFaultsCharged: replacing(/iif\(free OR gpu_ms IS NULL/i, "iif(gpu_ms IS NULL"),
	cancelsFree: replacing(
		/^(insert into "ledger".*)a\.status, (iif.*?\)) AS free/is,
		"$1a.status, $2 OR a.status = 'canceled' AS free",
	),
	usageNotAdded: replacing(/"attempts" \+ excluded\."attempts"/i, "excluded.attempts"),
	reservedForEver: replacing(
		/("accounts"\."reserved_micro_usd") \+ new\.reserved/i,
		"$1 + max(0, new.reserved)",
	),
	reservedByTheJobForEver: replacing(
		/("jobs"\."reserved_micro_usd") \+ (\?|new\.reserved)/i,
		"$1 + max(0, $2)",
	),
	spentByTheJobNotCounted: replacing(/("jobs"\."spent_micro_usd") \+ /i, "$1 + 0 * "),
	spentElsewhere: replacing(/("accounts"\."spent_micro_usd", 0\)) \+ new\.spent/i, "$1 + 0 * new.spent"),
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
