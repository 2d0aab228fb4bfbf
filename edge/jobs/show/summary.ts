import { sql } from "drizzle-orm";
import type { JobSummary } from "../../contract/jobs/jobs.ts";
import { jobs, pools } from "../../db/schema.ts";
import { sourceOf, time, toError, urlsOf } from "./resource.ts";

/** Longest parameters that a list shows, in characters of JSON. */
const SHOWN_CHARS = 4096;

/** What a list shows of a job: what stands in its row, and the name of its pool. */
export const summaryColumns = {
	id: jobs.id,
	account_id: jobs.account_id,
	status: jobs.status,
	version: jobs.version,
	workflow: jobs.workflow,
	pipeline: jobs.pipeline,
	character_id: jobs.character_id,
	// What lies in R2 is longer than that.
	parameters: sql<string | null>`iif(length(${jobs.parameters}) <= ${SHOWN_CHARS}
		AND substr(${jobs.parameters}, 1, 1) = '{', ${jobs.parameters}, NULL)`.as("shown_parameters"),
	metadata: jobs.metadata,
	priority: jobs.priority,
	retry_of: jobs.retry_of,
	import_key: jobs.import_key,
	error: jobs.error,
	created_at: jobs.created_at,
	started_at: jobs.started_at,
	finished_at: jobs.finished_at,
	deadline_at: jobs.deadline_at,
	pool: pools.name,
};
type Row = typeof jobs.$inferSelect;
export type SummaryRow = Pick<
	Row,
	| "id"
	| "account_id"
	| "status"
	| "version"
	| "workflow"
	| "pipeline"
	| "character_id"
	| "metadata"
	| "priority"
	| "retry_of"
	| "import_key"
	| "error"
	| "created_at"
	| "started_at"
	| "finished_at"
	| "deadline_at"
> & { parameters: string | null; pool: string };

/** A job as a list shows it. */
export function toSummary(row: SummaryRow): JobSummary {
	return {
		id: row.id,
		status: row.status,
		version: row.version,
		workflow: row.pipeline === null ? row.workflow : null,
		pipeline: row.pipeline,
		character: row.character_id,
		parameters: row.parameters === null ? {} : (JSON.parse(row.parameters) as JobSummary["parameters"]),
		parameters_omitted: row.parameters === null,
		priority: row.priority,
		metadata: row.metadata,
		pool: row.pool,
		error: toError(row.error, sourceOf(row)),
		retry_of: row.retry_of,
		imported: row.import_key !== null,
		created_at: time(row.created_at),
		started_at: row.started_at === null ? null : time(row.started_at),
		finished_at: row.finished_at === null ? null : time(row.finished_at),
		deadline_at: time(row.deadline_at),
		urls: urlsOf(row.id),
	};
}
