import { type SQL, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { library } from "../../../workflows/library/index.ts";
import { pipelines } from "../../../workflows/pipelines/index.ts";
import { PRICE_SHEET } from "../../../workflows/prices/price-sheet.ts";
import { LONGEST_START_MS } from "../../capacity/endpoints/cost.ts";
import { whoseFault } from "../../contract/failures.ts";
import type { Database } from "../../db/client.ts";
import { ledger } from "../../db/schema.ts";
import type { AttemptRecord } from "../lifecycle/aggregate.ts";
import type { Deciding } from "./deciding.ts";

/** An attempt that a decision ended, as the ledger is to book it. */
export interface Ended {
	job: string;
	/** The version of the job that was decided on, and the one that the decision makes. */
	was: number;
	version: number;
	task: string;
	epoch: number;
	/** Whether the account pays nothing for it; `library`: only where the graph is the library's. */
	free: 0 | 1 | "library";
}

/** The attempts that a decision ended. Pure. */
export function endedAttempts({ before, decision: { attempts, state } }: Deciding): Ended[] {
	return attempts
		.filter(({ status }) => status !== "running")
		.map((record) => ({
			job: state.job.id,
			was: before.job.version,
			version: state.job.version,
			task: record.task_id,
			epoch: record.epoch,
			free: freeOf(record),
		}));
}

/** P11: what failed by our fault, or by the operator's, is free. What was given back will be paid for once it has run. */
function freeOf({ status, error }: AttemptRecord): Ended["free"] {
	switch (status) {
		case "released":
		case "lease_expired":
			return 1;
		case "failed": {
			const [library, client] = (["library", "client"] as const).map(
				(source) => error !== null && whoseFault(error.code, source) !== "user",
			);
			return client ? 1 : library ? "library" : 0;
		}
		case "running":
		case "succeeded":
		case "canceled":
		case "expired":
			return 0;
	}
}

/** What the operator offers: names of workflows and pipelines. */
const OFFERED = JSON.stringify([...library, ...pipelines].map(({ id }) => id));
/** The price of each class of GPU. */
const PRICES = JSON.stringify(
	PRICE_SHEET.prices.map(({ gpu_class, micro_usd_per_second, source, dated }) => ({
		gpu_class,
		micro_usd_per_second,
		source: `price sheet ${PRICE_SHEET.version}: ${source}, ${dated}`,
	})),
);

/** What a job runs, without its version. `jobs` must be in the query. */
export const WORK = sql.raw(
	"substr(coalesce(jobs.pipeline, jobs.workflow), 1, instr(coalesce(jobs.pipeline, jobs.workflow) || '@', '@') - 1)",
);

/**
 * The list of attempts, each with its job as it is before the decision is written (`was`) or after (`version`): of a job
 * that somebody else changed there is none.
 */
export function endedRows(ended: readonly Ended[], at: "was" | "version"): SQL {
	return sql`json_each(${JSON.stringify(ended)}) AS ended
		CROSS JOIN jobs ON jobs.id = ended.value ->> 'job' AND jobs.version = ended.value ->> ${sql.raw(`'${at}'`)}`;
}

/** What of these attempts their job's account pays, in micro-USD: SQL, true once they are booked. */
export function chargedFor(account: string, ended: readonly Ended[]): SQL {
	return sql`coalesce((SELECT sum(l.charged_micro_usd) FROM json_each(${JSON.stringify(ended)}) AS ended
		CROSS JOIN ledger AS l ON l.account_id = ${account} AND l.job_id = ended.value ->> 'job'
			AND l.task_id = ended.value ->> 'task' AND l.epoch = ended.value ->> 'epoch'), 0)`;
}

/**
 * The statement that books attempts, from their own rows, which the same transaction has ended before, and whose job's
 * row it has not written yet: that counts what is booked here. The price is
 * that of the ticket or the pod which brought the worker, else the pool's, else the price sheet's for the worker's GPU, as they
 * are at that moment. The GPU cannot have worked for longer
 * than the task was held, and its machine cannot have been started for it before its ticket was issued. Where nobody
 * measured, the time that the task was held tells what it may have cost at most, and nothing is charged. A partner is
 * paid for what it finished, whatever is known of the GPU.
 */
export function ledgerStatement(db: Database, ended: readonly Ended[]): BatchItem<"sqlite"> {
	const free = sql`iif(ended.value ->> 'free' = 'library',
		${WORK} IN (SELECT value FROM json_each(${OFFERED})), ended.value ->> 'free')`;
	const cold = sql`min(a.cold_ms, coalesce(max(0, a.started_at - coalesce(bought.issued_at, rented.asked_at)), ${sql.raw(String(LONGEST_START_MS))}))`;
	const attempts = sql`SELECT jobs.id AS job_id, a.task_id, a.epoch, jobs.account_id, jobs.pool_id, a.worker_id,
			${WORK} AS work, jobs.character_id, tasks.stage, a.status, ${free} AS free, a.started_at,
			a.finished_at AS ended_at, a.queue_ms, ${cold} AS cold_ms, a.load_ms, a.upload_ms,
			max(0, a.finished_at - a.started_at) AS held_ms,
			min(a.gpu_ms, max(0, a.finished_at - a.started_at)) AS gpu_ms, workers.gpu_class,
			coalesce(bought.micro_usd_per_second, rented.price_micro_usd, pools.micro_usd_per_second, listed.value ->> 'micro_usd_per_second') AS price,
			CASE WHEN bought.micro_usd_per_second IS NOT NULL THEN 'endpoint ' || bought.endpoint_id
				WHEN rented.price_micro_usd IS NOT NULL THEN 'endpoint ' || rented.endpoint_id
				WHEN pools.micro_usd_per_second IS NOT NULL THEN pools.price_source ELSE listed.value ->> 'source' END AS price_source,
			iif(a.status = 'succeeded', tasks.partner_micro_usd, NULL) AS partner
		FROM ${endedRows(ended, "was")}
		CROSS JOIN attempts AS a ON a.task_id = ended.value ->> 'task' AND a.epoch = ended.value ->> 'epoch'
		JOIN tasks ON tasks.id = a.task_id
		JOIN pools ON pools.id = jobs.pool_id
		LEFT JOIN tickets AS bought ON bought.id = (SELECT id FROM tickets
			WHERE used_task = a.task_id AND used_epoch = a.epoch ORDER BY id LIMIT 1)
		LEFT JOIN workers ON workers.id = a.worker_id
		LEFT JOIN pods AS rented ON rented.id = workers.name AND rented.pool_id = workers.pool_id
		LEFT JOIN json_each(${PRICES}) AS listed ON listed.value ->> 'gpu_class' = workers.gpu_class`;
	const split = sql`SELECT *, min(load_ms, gpu_ms) AS loaded_ms,
		iif(price IS NULL, partner, (iif(gpu_ms IS NULL, held_ms, coalesce(cold_ms, 0) + gpu_ms) * price + 500) / 1000
			+ coalesce(partner, 0)) AS cost
		FROM (${attempts})`;
	return db.insert(ledger).select(
		sql`SELECT job_id, task_id, epoch, account_id, pool_id, worker_id, work, character_id, stage, status, free,
			started_at, ended_at, queue_ms, cold_ms, loaded_ms, gpu_ms - coalesce(loaded_ms, 0), upload_ms, gpu_class,
			price, price_source, partner, cost,
			iif(free OR gpu_ms IS NULL, 0, coalesce(cost, 0)) FROM (${split})`,
	);
}
