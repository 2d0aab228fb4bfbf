import * as z from "zod";

const ms = (what: string) => z.int().describe(what);
const money = (what: string) => z.int().describe(`${what}, in millionths of a US dollar`);

/** Where time went, in milliseconds, added up over attempts. */
const spentTimeFields = {
	queue_ms: ms("Waiting for a worker"),
	cold_ms: ms("Starting workers that were started for it"),
	load_ms: ms("On the GPU until the first step was reported: models are loaded in it"),
	run_ms: ms("On the GPU, the rest"),
	upload_ms: ms("Storing outputs, while the GPU may already do something else"),
};

/** What attempts came to. */
export const attemptSums = {
	attempts: z.int().describe("Attempts that ended"),
	unpriced_attempts: z
		.int()
		.describe(
			"Of these, those of whose GPU no price is known: of them, amounts hold no more than what partners take. The operator sets a price of the pool",
		),
	unmeasured_attempts: z
		.int()
		.describe(
			"Of these, those that nobody measured, such as of a worker that was lost: they are not charged",
		),
	micro_usd: money("What the account pays"),
	free_micro_usd: money(
		"What attempts cost that it does not pay for: they failed by no fault of its own, or nobody measured them",
	),
	...spentTimeFields,
};

const stageCostSchema = z
	.object({ stage: z.string(), ...attemptSums })
	.meta({ id: "StageCost", description: "What the attempts of one stage took and cost" });

export const jobCostSchema = z
	.object({
		...attemptSums,
		partner_micro_usd: money("Of `micro_usd`, what goes to partners, as their price formula says beforehand"),
		estimate_micro_usd: z
			.int()
			.nullable()
			.describe(
				"What it was reckoned to cost when it was submitted, at most; null: nobody could say, as of a raw graph",
			),
		reserved_micro_usd: money("What its tasks that have not ended are reckoned with"),
		budget_micro_usd: z.int().nullable().describe("What it may cost; null: it has no limit of its own"),
		stages: z.array(stageCostSchema).describe("Stages of which an attempt has ended"),
	})
	.meta({ id: "JobCost", description: "What a job took and cost so far" });
export type JobCost = z.infer<typeof jobCostSchema>;
