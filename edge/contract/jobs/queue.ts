import * as z from "zod";

/** Why a task waits in the queue. */
export const QUEUE_REASONS = {
	dispatching: "a worker that can run it is idle, was told, and is about to take it",
	workers_busy: "every worker that can run it is at work",
	account_limit: "the account holds as many workers as it may",
	over_budget:
		"the budget of the account, of the character or of the job does not hold it; it goes on when that is raised",
	retry_wait: "it failed or was given back, and is tried again at `available_at` of its task",
	starting: "a machine was asked for, and is being started",
	no_capacity: "there is no free machine of the kind that it needs; one is taken as soon as there is",
	crash_loop: "the machines that were started for it do not get to work; an operator must look",
	capacity_budget: "the machines for it have cost today what they may; it goes on at midnight, UTC",
	capacity_paused: "an operator has paused the machines for it",
	no_worker: "no worker of the pool is there",
	lora_not_ready: "a LoRA in `loras` is still being trained, or was not promoted or uploaded yet",
	model_missing: "no worker of the pool has the model files in `missing_models`",
	no_larger_worker:
		"GPU memory ran out, and no worker that is there has more; it waits for one until its deadline",
	no_capable_worker: "no worker of the pool has the nodes, or the setting, that it needs",
} as const;
export type QueueReason = keyof typeof QUEUE_REASONS;
export const queueReasonSchema = z.enum(Object.keys(QUEUE_REASONS) as [QueueReason, ...QueueReason[]]);

/** Model files named to a client at most. */
export const MAX_MISSING_MODELS = 20;

const words = Object.entries(QUEUE_REASONS).map(([reason, meaning]) => `\`${reason}\`: ${meaning}`);

export const queueSchema = z
	.object({
		reason: queueReasonSchema.describe(words.join("; ")),
		since: z.iso.datetime().describe("Since when it waits: submitted, its stage opened, or it came back"),
		stage: z.string().describe("The stage that waits"),
		tasks: z
			.int()
			.nonnegative()
			.describe(
				"How many tasks of the stage wait for this reason; 0: the stage itself waits, and has none yet",
			),
		missing_models: z
			.array(z.object({ folder: z.string(), file: z.string() }))
			.describe(
				"With `model_missing`: the files that a worker of the pool must get, and their folders under models/",
			),
		loras: z
			.array(
				z.object({
					reference: z.string().describe("`name@version`"),
					training: z
						.string()
						.nullable()
						.describe("The job that trains it; null: nobody does, and it is to be uploaded"),
				}),
			)
			.describe("With `lora_not_ready`: what the stage waits for"),
		message: z.string().describe("The same for people"),
	})
	.meta({ id: "Queue" });
export type Queue = z.infer<typeof queueSchema>;
