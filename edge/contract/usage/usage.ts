import * as z from "zod";
import { BASE_PICTURE_TARGETS } from "../../../workflows/definition/targets.ts";
import { attemptSums } from "../jobs/cost.ts";

export const USAGE_BY = ["day", "workflow", "character", "pool"] as const;
export type UsageBy = (typeof USAGE_BY)[number];

/** What the rates are to reach. */
const RATE_TARGET = 0.95;

const rate = (what: string) =>
	z.number().nullable().describe(`${what}; null: there was none. ${RATE_TARGET} and more is what is wanted`);

const usageRowSchema = z
	.object({
		key: z
			.string()
			.describe("The day, the workflow or pipeline, the character (empty: about none) or the pool's name"),
		...attemptSums,
		attempts_succeeded: z.int().describe("Of the attempts, those that succeeded"),
		jobs: z.int().describe("Jobs that ended"),
		jobs_succeeded: z.int().describe("Of these, those that succeeded"),
		jobs_failed: z.int().describe("Of these, those that failed or expired"),
		jobs_canceled: z.int().describe("Of these, those that were canceled"),
		success_rate: rate("Jobs that succeeded, of those that were not canceled"),
		recovery_rate: rate("Jobs that succeeded, of those that lost an attempt by our fault"),
	})
	.meta({ id: "UsageRow", description: "What attempts and jobs of one key came to" });
export type UsageRow = z.infer<typeof usageRowSchema>;

const day = z.string().describe("A day in UTC, such as `2026-11-27`");

export const usageSchema = z
	.object({
		from: day,
		to: day,
		by: z.enum(USAGE_BY).describe("What it is added up by"),
		total: usageRowSchema.describe("All of it; its key is empty"),
		data: z.array(usageRowSchema).describe("Days in their order; of other keys those that cost most first"),
		more: z.int().describe("Keys that cost less and are left out"),
	})
	.meta({ id: "Usage", description: "What an account's attempts took and cost, added up" });
export type Usage = z.infer<typeof usageSchema>;

const percentiles = (what: string, target: number | null) =>
	z
		.object({
			jobs: z.int().describe("Jobs that it is of"),
			p50_ms: z.int().describe("Half of them took no longer"),
			p95_ms: z.int().describe("Of a hundred, 95 took no longer"),
			target_p50_ms: z
				.int()
				.nullable()
				.describe("What the median of base pictures is to be; null: nothing was promised"),
		})
		.nullable()
		.describe(
			`${what}, in milliseconds${target === null ? "" : ` (${target} is wanted of base pictures)`}; null: of no job`,
		);

export const usageTimesSchema = z
	.object({
		from: day,
		to: day,
		data: z
			.array(
				z
					.object({
						workflow: z.string().describe("The workflow or pipeline, without its version"),
						first_output: percentiles(
							"From submission to the first output of jobs that succeeded",
							BASE_PICTURE_TARGETS.first_ms,
						),
						all_outputs: percentiles(
							"From submission to the end of jobs that succeeded",
							BASE_PICTURE_TARGETS.all_ms,
						),
						queue: percentiles("How long the first task waited for a worker", null),
						cold_start: percentiles("The start of workers that were started for it", null),
					})
					.meta({ id: "WorkflowTimes", description: "How long the jobs of one workflow took" }),
			)
			.describe("By workflow"),
	})
	.meta({
		id: "UsageTimes",
		description: "How long jobs took, by workflow: of each the newest 500 of that time",
	});
export type UsageTimes = z.infer<typeof usageTimesSchema>;
