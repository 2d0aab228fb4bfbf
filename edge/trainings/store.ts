import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { checkpoints, comparisons, jobs, loraVersions, promotions, trainings } from "../db/schema.ts";

export type TrainingRow = typeof trainings.$inferSelect;
export type CheckpointRow = typeof checkpoints.$inferSelect;

/** A training with its checkpoints in order, and the versions of LoRAs that were made of what it left. */
export interface StoredTraining {
	row: TrainingRow;
	checkpoints: CheckpointRow[];
	versions: { asset: string; reference: string }[];
	promotions: (typeof promotions.$inferSelect)[];
	/** The job that compares them, the newest; null: none does. */
	comparison: string | null;
}

/** Promotions that are told of one training. */
const MOST_PROMOTIONS = 50;

/** What there is of a training beside its job; null where it is not there or not theirs. One round trip. */
export async function findTraining(
	db: Database,
	account: string,
	job: string,
): Promise<StoredTraining | null> {
	const [[row], rows, versions, promoted, [compared]] = await db.batch([
		db
			.select()
			.from(trainings)
			.where(and(eq(trainings.job_id, job), eq(trainings.account_id, account))),
		db.select().from(checkpoints).where(eq(checkpoints.job_id, job)).orderBy(asc(checkpoints.step)),
		db
			.select({
				asset: loraVersions.asset_id,
				reference: sql<string>`${loraVersions.name} || '@' || ${loraVersions.version}`,
			})
			.from(loraVersions)
			.where(
				and(
					eq(loraVersions.account_id, account),
					inArray(loraVersions.asset_id, sql`(SELECT id FROM assets WHERE job_id = ${job})`),
				),
			),
		db
			.select()
			.from(promotions)
			.where(and(eq(promotions.training_id, job), eq(promotions.account_id, account)))
			.orderBy(desc(promotions.version))
			.limit(MOST_PROMOTIONS),
		db
			.select({ id: comparisons.job_id })
			.from(comparisons)
			.where(and(eq(comparisons.training_id, job), eq(comparisons.account_id, account)))
			.orderBy(desc(comparisons.job_id))
			.limit(1),
	]);
	return row
		? { row, checkpoints: rows, versions, promotions: promoted, comparison: compared?.id ?? null }
		: null;
}

/** Trainings of an account, newest first, one more than `limit` where there are more; each with its last checkpoint, what it cost, and who took it last. */
export function listTrainings(
	db: Database,
	account: string,
	{ limit, cursor }: { limit: number; cursor?: string | undefined },
) {
	const last = sql<number>`coalesce((SELECT max(step) FROM checkpoints WHERE checkpoints.job_id = ${trainings.job_id}), 0)`;
	const paid = sql<number>`coalesce((SELECT sum(charged_micro_usd) FROM ledger
		WHERE ledger.account_id = ${trainings.account_id} AND ledger.job_id = ${trainings.job_id}), 0)`;
	const worker = sql<string | null>`(SELECT workers.name FROM tasks
		JOIN attempts ON attempts.task_id = tasks.id JOIN workers ON workers.id = attempts.worker_id
		WHERE tasks.job_id = ${trainings.job_id} ORDER BY attempts.epoch DESC LIMIT 1)`;
	return db
		.select({
			training: trainings,
			step: last,
			micro_usd: paid,
			worker,
			id: jobs.id,
			status: jobs.status,
			error: jobs.error,
			created_at: jobs.created_at,
			started_at: jobs.started_at,
			finished_at: jobs.finished_at,
		})
		.from(trainings)
		.innerJoin(jobs, eq(jobs.id, trainings.job_id))
		.where(
			and(eq(trainings.account_id, account), cursor === undefined ? undefined : lt(trainings.job_id, cursor)),
		)
		.orderBy(desc(trainings.job_id))
		.limit(limit + 1);
}

/** Tasks of trainings whose job has ended, and which still keep what an attempt would go on from. */
export function endedStatesQuery(db: Database, most: number) {
	return db
		.select({ task: checkpoints.task_id, step: checkpoints.step })
		.from(checkpoints)
		.innerJoin(jobs, eq(jobs.id, checkpoints.job_id))
		.where(sql`${checkpoints.state_bytes} > 0 AND ${jobs.finished_at} IS NOT NULL`)
		.limit(most);
}
