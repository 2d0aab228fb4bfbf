import { and, desc, eq, gt, gte, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import { findWorkflow } from "../../../workflows/library/index.ts";
import { firstIdAt } from "../../contract/ids.ts";
import type { JobStatus } from "../../contract/status.ts";
import type { Database } from "../../db/client.ts";
import { isNamed } from "../../db/names.ts";
import { cutPage, MAX_LOOKED_AT, type Page } from "../../db/page.ts";
import { jobs, pools } from "../../db/schema.ts";
import { type SummaryRow, summaryColumns } from "./summary.ts";

/** What a list of jobs is narrowed to. Times are milliseconds since 1970. */
export interface JobFilter {
	limit: number;
	cursor?: string | undefined;
	status?: JobStatus | undefined;
	/** `id@version`, or `id` (or an alias of the library) for every version. */
	workflow?: string | undefined;
	/** The same of pipelines. */
	pipeline?: string | undefined;
	character?: string | undefined;
	/** Every one of these must be among a job's own. */
	metadata?: Record<string, string> | undefined;
	/** Code of the failure that it ended with. */
	error?: string | undefined;
	/** Unfinished ones that the sweeper fails on. */
	unswept?: boolean | undefined;
	created_after?: number | undefined;
	created_before?: number | undefined;
}

/**
 * Jobs of an account, newest first; null: of all accounts, for the operator. Reads a bounded number of rows, whatever
 * there is.
 */
export async function listJobs(
	db: Database,
	account: string | null,
	filter: JobFilter,
): Promise<Page<SummaryRow>> {
	const asked = conditions(filter);
	const [first] = asked;
	// One of them leads through an index; what the others say is looked at job by job.
	const led = first?.indexed === "everywhere" || (first?.indexed === "by account" && account !== null);
	const of = account === null ? undefined : eq(jobs.account_id, account);
	const by = and(of, ...idRange(filter), led ? first.where : undefined);
	const rest = (led ? asked.slice(1) : asked).map(({ where }) => where);
	if (rest.length === 0) return cutPage(await summaryQuery(db, by, filter.limit), filter.limit);
	const looked = walk(db, by);
	const [rows, [end]] = await db.batch([
		walkQuery(db, by, and(...rest), filter.limit),
		db.select({ count: sql<number>`count(*)`, last: sql<string | null>`min(${looked.id})` }).from(looked),
	]);
	return cutPage(rows, filter.limit, end);
}

interface Condition {
	where: SQL | undefined;
	/** Whether an index has jobs of this kind in their order: those of an account, or all. */
	indexed: "everywhere" | "by account" | "nowhere";
}

/** What is asked for, what an index serves best first. */
function conditions(filter: JobFilter): Condition[] {
	const { status, workflow, pipeline, character, metadata, error } = filter;
	const found: Condition[] = [];
	if (filter.unswept)
		found.push({
			where: and(gt(jobs.sweep_failures, 0), isNull(jobs.finished_at)),
			indexed: "everywhere",
		});
	if (character !== undefined) found.push({ where: eq(jobs.character_id, character), indexed: "by account" });
	if (workflow !== undefined) {
		const name = workflow.includes("@") ? workflow : (findWorkflow(workflow)?.id ?? workflow);
		const [id = name, version] = name.split("@");
		found.push({ where: isNamed(jobs.workflow, id), indexed: "by account" });
		if (version !== undefined) found.push({ where: eq(jobs.workflow, name), indexed: "nowhere" });
	}
	if (pipeline !== undefined)
		found.push({
			where: and(isNamed(jobs.pipeline, pipeline), isNotNull(jobs.pipeline)),
			indexed: "by account",
		});
	if (status !== undefined) found.push({ where: eq(jobs.status, status), indexed: "by account" });
	if (metadata !== undefined) found.push({ where: hasMetadata(metadata), indexed: "nowhere" });
	if (error !== undefined)
		found.push({ where: sql`${jobs.error} ->> '$.code' = ${error}`, indexed: "nowhere" });
	return found;
}

function hasMetadata(wanted: Record<string, string>): SQL {
	return sql`NOT EXISTS (
		SELECT 1 FROM json_each(${JSON.stringify(wanted)}) AS wanted
		WHERE NOT EXISTS (SELECT 1 FROM json_each(${jobs.metadata}) AS own
			WHERE own.key = wanted.key AND own.value = wanted.value))`;
}

/** Ids sort by the moment of creation, so every index serves times as well. */
function idRange({ cursor, created_after, created_before }: JobFilter): (SQL | undefined)[] {
	return [
		cursor === undefined ? undefined : lt(jobs.id, cursor),
		created_before === undefined ? undefined : lt(jobs.id, firstIdAt("job", created_before)),
		created_after === undefined ? undefined : gte(jobs.id, firstIdAt("job", created_after)),
	];
}

/** One statement, which reads nothing but the rows of the jobs it gives: one more than `limit`. */
function summaryQuery(db: Database, where: SQL | undefined, limit: number) {
	return db
		.select(summaryColumns)
		.from(jobs)
		.innerJoin(pools, eq(pools.id, jobs.pool_id))
		.where(where)
		.orderBy(desc(jobs.id))
		.limit(limit + 1);
}

/** The jobs that are looked at one by one. */
function walk(db: Database, by: SQL | undefined) {
	return db
		.select({ id: jobs.id })
		.from(jobs)
		.where(by)
		.orderBy(desc(jobs.id))
		.limit(MAX_LOOKED_AT)
		.as("looked_at");
}

function walkQuery(db: Database, by: SQL | undefined, rest: SQL | undefined, limit: number) {
	const looked = walk(db, by);
	// A cross join keeps its order in SQLite: from the ids to their rows.
	return db
		.select(summaryColumns)
		.from(looked)
		.crossJoin(jobs)
		.innerJoin(pools, eq(pools.id, jobs.pool_id))
		.where(and(eq(jobs.id, looked.id), rest))
		.orderBy(desc(looked.id))
		.limit(limit + 1);
}
