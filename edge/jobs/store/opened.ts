import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { type Database, listOf } from "../../db/client.ts";
import { assets, comparisons, jobInputs, tasks } from "../../db/schema.ts";
import { insertNeeds } from "../../pools/stored-needs.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import { insertRows } from "./insert-rows.ts";
import type { JobChange, Opened } from "./job-change.ts";
import { trainingRows } from "./opened-training.ts";

/**
 * Writes the tasks that a decision opened, with their plans, needs and inputs. They go after the outputs that the
 * same transaction stores: those may be what the new tasks read.
 */
export function openedStatements(
	db: Database,
	before: JobAggregate,
	after: JobAggregate,
	stored: readonly JobChange[],
	now: number,
): BatchItem<"sqlite">[] {
	const known = new Set(before.tasks.map(({ id }) => id));
	const opened = after.tasks.filter(({ id }) => !known.has(id));
	if (opened.length === 0) return [];
	const brought = stored.flatMap((change) => change.opened ?? []);
	const plans = new Map(brought.flatMap((one) => one.plans.map(({ task, plan }) => [task, plan])));
	const needs = brought.flatMap((one) => one.needs);
	const inputs = [...new Set(brought.flatMap((one) => one.inputs))];
	return [
		...(needs.length > 0 ? [insertNeeds(db, needs)] : []),
		...insertRows(
			db,
			tasks,
			opened.map(({ index, ...task }) => ({
				...{ ...task, position: index, job_id: after.job.id },
				...{ plan: plans.get(task.id) ?? null, ran: null },
			})),
			{ elsewhere: FROM_JOB, join: "JOIN jobs ON jobs.id = new.value ->> 'job_id'" },
		),
		...(inputs.length > 0 ? [insertInputs(db, after.job, inputs)] : []),
		...brought.flatMap(({ comparison }) => (comparison ? [comparisonRow(db, after.job, comparison)] : [])),
		...brought.flatMap(({ training }) => (training ? trainingRows(db, after.job, training, now) : [])),
	];
}

/** The row of the comparison that a stage of a job is. */
function comparisonRow(
	db: Database,
	{ id, account_id }: JobAggregate["job"],
	{ stage, asked }: NonNullable<Opened["comparison"]>,
) {
	const row = { training_id: asked.training, stage, asked };
	return db
		.insert(comparisons)
		.values({ job_id: id, account_id, ...row })
		.onConflictDoUpdate({ target: comparisons.job_id, set: row });
}

/** Guards an opening: of what its tasks read and was stored earlier, nothing was deleted meanwhile. */
export function inputsThere({ job }: JobAggregate, stored: readonly JobChange[]): SQL {
	const made = new Set(stored.flatMap(({ assets = [] }) => assets.map(({ row }) => row.id)));
	const inputs = new Set(stored.flatMap(({ opened }) => opened?.inputs ?? []).filter((id) => !made.has(id)));
	if (inputs.size === 0) return sql`1`;
	return sql`(SELECT count(*) FROM assets WHERE account_id = ${job.account_id} AND id IN ${listOf([...inputs])})
		= ${inputs.size}`;
}

/** Columns of a task that its job knows, or that begin empty. */
const FROM_JOB: Readonly<Record<string, string>> = {
	job_id: "jobs.id",
	account_id: "jobs.account_id",
	pool_id: "jobs.pool_id",
	priority: "jobs.priority",
	reserved_until: "0",
	reserved_by: "NULL",
	sweep_after: "0",
};

/** Those that the job was given already stay. */
function insertInputs(db: Database, job: JobAggregate["job"], inputs: string[]) {
	return db
		.insert(jobInputs)
		.select(
			sql`SELECT ${assets.id}, ${job.id} FROM ${assets}
				WHERE ${assets.account_id} = ${job.account_id} AND ${assets.id} IN ${listOf(inputs)}`,
		)
		.onConflictDoNothing();
}
