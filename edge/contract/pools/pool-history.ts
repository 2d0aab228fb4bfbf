import * as z from "zod";
import { MOST_COUNTED } from "../operator/operator.ts";

/** How coarse a history is. */
export const HISTORY_STEPS = ["minute", "hour"] as const;
export type HistoryStep = (typeof HISTORY_STEPS)[number];

const HOUR_MS = 60 * 60 * 1000;

/** How long a step is, and for how long its samples are kept, in milliseconds. */
export const HISTORY: Readonly<Record<HistoryStep, { step_ms: number; kept_ms: number }>> = {
	minute: { step_ms: 60_000, kept_ms: 24 * HOUR_MS },
	hour: { step_ms: HOUR_MS, kept_ms: 30 * 24 * HOUR_MS },
};

const poolSampleSchema = z
	.object({
		at: z.iso.datetime().describe("When the minute or hour begins"),
		queued_tasks: z
			.int()
			.describe(
				`Tasks that waited for a worker, ${MOST_COUNTED} means so many or more; of an hour the most that one of its minutes had`,
			),
		oldest_wait_s: z
			.number()
			.nullable()
			.describe(
				"How long the oldest of them had waited, in seconds; of an hour the longest. Null: nothing waited",
			),
		workers: z.number().describe("Workers that were there; of an hour the mean of its minutes"),
		busy_workers: z
			.number()
			.describe("Workers that were there and held a task; of an hour the mean of its minutes"),
		spent_micro_usd: z
			.int()
			.nullable()
			.describe(
				"What attempts cost that ended since the sample before, in millionths of a US dollar; null: there is no sample before it",
			),
		cold_starts: z
			.int()
			.nullable()
			.describe(
				"How many of these attempts had waited for their machine to start; null: there is no sample before it that counted them",
			),
		cold_start_s: z
			.number()
			.nullable()
			.describe("How long such an attempt waited for that, in seconds, on average; null: none did"),
	})
	.meta({ id: "PoolSample", description: "How a pool stood at one minute, or in one hour" });
export type PoolSample = z.infer<typeof poolSampleSchema>;

export const poolHistorySchema = z
	.object({
		pool: z.string().describe("Name of the pool"),
		step: z.enum(HISTORY_STEPS).describe("Whether its samples are minutes or hours"),
		step_s: z.int().describe("How long a step is, in seconds"),
		since: z.iso.datetime().describe("From when on it is told"),
		samples: z
			.array(poolSampleSchema)
			.describe("The oldest first. A step of which nothing is known, since cron did not run, is left out"),
	})
	.meta({ id: "PoolHistory", description: "How a pool stood, minute by minute or hour by hour" });
export type PoolHistory = z.infer<typeof poolHistorySchema>;
