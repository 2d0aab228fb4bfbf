import { integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { HistoryStep } from "../contract/pools/pool-history.ts";
import type { AttemptStatus, JobStatus } from "../contract/status.ts";

/** What every attempt that ended took and cost, in milliseconds and micro-USD. */
export const ledger = sqliteTable(
	"ledger",
	{
		job_id: text("job_id").notNull(),
		task_id: text("task_id").notNull(),
		epoch: integer("epoch").notNull(),
		account_id: text("account_id").notNull(),
		pool_id: text("pool_id").notNull(),
		worker_id: text("worker_id").notNull(),
		/** The workflow or pipeline of its job, without its version. */
		work: text("work").notNull(),
		character_id: text("character_id"),
		stage: text("stage").notNull(),
		status: text("status").$type<AttemptStatus>().notNull(),
		/** It failed by our fault: the account pays nothing for it. */
		free: integer("free", { mode: "boolean" }).notNull(),
		started_at: integer("started_at").notNull(),
		ended_at: integer("ended_at").notNull(),
		queue_ms: integer("queue_ms"),
		cold_ms: integer("cold_ms"),
		load_ms: integer("load_ms"),
		/** Null: nobody measured. */
		run_ms: integer("run_ms"),
		upload_ms: integer("upload_ms"),
		gpu_class: text("gpu_class"),
		/** Null: no price was known, and it has no cost either. */
		micro_usd_per_second: integer("micro_usd_per_second"),
		price_source: text("price_source"),
		partner_micro_usd: integer("partner_micro_usd"),
		micro_usd: integer("micro_usd"),
		charged_micro_usd: integer("charged_micro_usd").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.job_id, table.task_id, table.epoch] })],
);

const sum = (name: string) => integer(name).notNull().default(0);

/**
 * Sums of an account's ledger, of the ends of its jobs, and of what checks found of its outputs. A job without a
 * character has none by that.
 */
export const usageDays = sqliteTable(
	"usage_days",
	{
		account_id: text("account_id").notNull(),
		/**
		 * `work`: by workflow and pool, the key is `workflow@pool`. What was counted before that stands by `workflow` and
		 * once more by `pool`.
		 */
		by: text("by").$type<"work" | "character" | "workflow" | "pool">().notNull(),
		day: text("day").notNull(),
		key: text("key").notNull(),
		attempts: sum("attempts"),
		succeeded: sum("succeeded"),
		free: sum("free"),
		unpriced: sum("unpriced"),
		unmeasured: sum("unmeasured"),
		queue_ms: sum("queue_ms"),
		cold_ms: sum("cold_ms"),
		load_ms: sum("load_ms"),
		run_ms: sum("run_ms"),
		upload_ms: sum("upload_ms"),
		micro_usd: sum("micro_usd"),
		charged_micro_usd: sum("charged_micro_usd"),
		jobs: sum("jobs"),
		jobs_succeeded: sum("jobs_succeeded"),
		jobs_failed: sum("jobs_failed"),
		jobs_canceled: sum("jobs_canceled"),
		/** Jobs that lost an attempt by our fault, and those of them that succeeded all the same. */
		jobs_struck: sum("jobs_struck"),
		jobs_recovered: sum("jobs_recovered"),
		outputs_passed: sum("outputs_passed"),
		outputs_doubtful: sum("outputs_doubtful"),
		outputs_failed: sum("outputs_failed"),
		outputs_broken: sum("outputs_broken"),
		/** Nobody could look at them. */
		outputs_unseen: sum("outputs_unseen"),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.by, table.day, table.key] })],
);

/** What checks found of outputs, by day and workflow, before `usage_days` had it: nothing is added any more. */
export const qualityDays = sqliteTable(
	"quality_days",
	{
		account_id: text("account_id").notNull(),
		day: text("day").notNull(),
		/** The workflow or pipeline, without its version. */
		work: text("work").notNull(),
		passed: sum("passed"),
		doubtful: sum("doubtful"),
		failed: sum("failed"),
		broken: sum("broken"),
		/** Nobody could look at them. */
		unseen: sum("unseen"),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.day, table.work] })],
);

/** Sums over all accounts, since ever. */
export const usageTotals = sqliteTable(
	"usage_totals",
	{
		pool_id: text("pool_id").notNull(),
		status: text("status").$type<AttemptStatus>().notNull(),
		attempts: sum("attempts"),
		queue_ms: sum("queue_ms"),
		gpu_ms: sum("gpu_ms"),
		micro_usd: sum("micro_usd"),
		charged_micro_usd: sum("charged_micro_usd"),
		/** Attempts that waited for their machine to start, and for how long in all. */
		cold_starts: sum("cold_starts"),
		cold_ms: sum("cold_ms"),
	},
	(table) => [primaryKey({ columns: [table.pool_id, table.status] })],
);

/** How long jobs took that ended, in milliseconds from their submission. */
export const jobTimes = sqliteTable(
	"job_times",
	{
		job_id: text("job_id").notNull(),
		account_id: text("account_id").notNull(),
		work: text("work").notNull(),
		ended_at: integer("ended_at").notNull(),
		status: text("status").$type<JobStatus>().notNull(),
		first_ms: integer("first_ms"),
		all_ms: integer("all_ms").notNull(),
		queue_ms: integer("queue_ms"),
		cold_ms: integer("cold_ms"),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.work, table.ended_at, table.job_id] })],
);

/** How each pool stood at a minute, and what the minutes of an hour came to. Times in milliseconds. */
export const poolSamples = sqliteTable(
	"pool_samples",
	{
		pool_id: text("pool_id").notNull(),
		step: text("step").$type<HistoryStep>().notNull(),
		/** When the step begins. */
		at: integer("at").notNull(),
		/** Of an hour the most that one of its minutes had; so is `oldest_ms`. */
		queued: integer("queued").notNull(),
		/** How long the oldest of them had waited; null: nothing waited. */
		oldest_ms: integer("oldest_ms"),
		/** Of an hour the mean of its minutes. */
		workers: real("workers").notNull(),
		busy: real("busy").notNull(),
		/** What all attempts of the pool had cost by then. */
		micro_usd: integer("micro_usd").notNull(),
		/** How many of them had waited for their machine to start by then, and for how long in all; null: not counted yet. */
		cold_starts: integer("cold_starts"),
		cold_ms: integer("cold_ms"),
	},
	(table) => [primaryKey({ columns: [table.pool_id, table.step, table.at] })],
);
