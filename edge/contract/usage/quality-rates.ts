import * as z from "zod";
import { QUALITY_TARGETS } from "../../../workflows/definition/targets.ts";

const rate = (what: string, target: number) =>
	z.number().nullable().describe(`${what}; null: there was none. ${target} and more is what is wanted`);
const interval = (of: string) =>
	z
		.object({
			low: z.number().describe("It is hardly below this"),
			high: z.number().describe("It is hardly above this"),
		})
		.nullable()
		.describe(
			`Where \`${of}\` lies with 95 % certainty, by Wilson's interval: few outputs tell little; null: there was none`,
		);
const count = z.int().nonnegative();
const day = z.string().describe("A day in UTC, such as `2026-11-27`");

const counts = {
	jobs: count.describe("Jobs that ended and were not canceled"),
	jobs_succeeded: count.describe("Of these, those that succeeded"),
	struck: count.describe("Jobs that lost an attempt by our fault"),
	recovered: count.describe("Of these, those that succeeded all the same"),
	passed: count.describe("Outputs that passed all their checks, of every take"),
	doubtful: count.describe("Outputs of which a check is in doubt, which is told and no more"),
	failed: count.describe("Outputs that failed a check"),
	broken: count.describe("Outputs of which a check broke"),
	unseen: count.describe("Outputs that could not be looked at; they count in no rate"),
	success_rate: rate("`jobs_succeeded` of `jobs`", QUALITY_TARGETS.success),
	pass_rate: rate("`passed` and `doubtful` of the outputs that were looked at", QUALITY_TARGETS.pass),
	recovery_rate: rate("`recovered` of `struck`", QUALITY_TARGETS.recovery),
	success_interval: interval("success_rate"),
	pass_interval: interval("pass_rate"),
	recovery_interval: interval("recovery_rate"),
};

export const qualityRatesSchema = z
	.object({
		from: day,
		to: day,
		targets: z
			.object({
				success: z.number().describe("Of jobs that ended"),
				pass: z.number().describe("Of outputs that were looked at"),
				recovery: z.number().describe("Of jobs that lost an attempt by our fault"),
			})
			.describe("What the rates are to reach"),
		total: z.object(counts).describe("All of it"),
		days: z.array(z.object({ day, ...counts })).describe("By day, all workflows together"),
		data: z
			.array(
				z.object({
					day,
					workflow: z.string().describe("The workflow or pipeline, without its version"),
					...counts,
				}),
			)
			.describe("By day, and of each day by workflow"),
	})
	.meta({
		id: "QualityRates",
		description: "How often jobs succeed, outputs pass their checks, and faults are recovered from",
	});
export type QualityRates = z.infer<typeof qualityRatesSchema>;
export type QualityCounts = QualityRates["total"];
