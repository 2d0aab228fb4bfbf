import * as z from "zod";
import { textOrNothing } from "../../../workflows/definition/parameters.ts";
import { assetIdSchema, assetSchema } from "../assets/assets.ts";
import { scoreSchema } from "../assets/quality.ts";
import { failureClassSchema, failureCodeSchema } from "../failures.ts";
import { idPattern } from "../ids.ts";
import { DECISIONS, STAGE_STATUSES, TASK_STATUSES, VERDICTS, VERDICTS_MEAN } from "../status.ts";
import { queueReasonSchema } from "./queue.ts";

export const jobIdSchema = z.string().regex(idPattern("job"), "a job id looks like job_ and 26 characters");

/** A failure as a job shows it: the reported one, with what follows from its code. */
export const jobErrorSchema = z
	.object({
		code: failureCodeSchema,
		class: failureClassSchema,
		whose_fault: z.enum(["user", "operator", "us"]),
		message: z.string(),
		node_id: z.string().nullable(),
		class_type: z.string().nullable(),
	})
	.meta({ id: "JobError" });

const taskSchema = z
	.object({
		id: z.string(),
		index: z.int().describe("Its place in the stage: every take of it has the same"),
		take: z.int().describe("Which take of its stage made it, from 1"),
		status: z.enum(TASK_STATUSES),
		verdict: z
			.object({
				result: z.enum(VERDICTS).describe(VERDICTS_MEAN),
				note: z.string().describe("Why; of what is outdone, by which check and which figures"),
				score: scoreSchema.optional().describe("What it is compared by; absent: it is not compared"),
			})
			.nullable()
			.describe("What a check thought of its outputs; null: none has looked, or none does"),
		/** Number of the current or last attempt; 0 before the first. */
		epoch: z.int(),
		attempts: z.int(),
		max_attempts: z.int(),
		worker: z.string().nullable(),
		/** Not offered to a worker before this time (a retry that waits). */
		available_at: z.iso.datetime(),
		queue_reason: queueReasonSchema
			.nullable()
			.describe("Why it waits; null where it does not: see the job's `queue`"),
		queued_at: z.iso
			.datetime()
			.nullable()
			.describe("Since when it waits for a worker, or did when one took it"),
		error: jobErrorSchema.nullable(),
		outputs: z.array(assetSchema),
	})
	.meta({ id: "Task" });

export const gateSchema = z
	.union([
		z.object({ approve: z.literal(true).describe("Approve of all of it") }),
		z.object({
			pick: z.tuple([z.int(), z.int()]).describe("Pick outputs: so many at least, so many at most"),
		}),
	])
	.meta({ id: "Gate", description: "What a person is asked about what a stage made" });

export const stageSchema = z
	.object({
		key: z.string(),
		label: z
			.string()
			.nullable()
			.default(null)
			.describe("What its outputs are called, such as `REFERENCE_AVATAR`; null: nothing"),
		status: z
			.enum(STAGE_STATUSES)
			.describe(
				"`waiting`: for other stages; `ready`: about to be planned; `judging`: for checks of its outputs; `awaiting_approval`: for a person; `skipped`: there was nothing to do",
			),
		since: z.iso.datetime().describe("Since when its status is what it is"),
		needs: z.array(z.string()).describe("Keys of the stages that must have ended before it"),
		gate: gateSchema.nullable().describe("What a person is asked once its tasks are done; null: nothing"),
		optional: z.boolean().describe("The job goes on without it where it fails"),
		take: z.int().describe("Number of its newest take; 0 before it was opened"),
		retakes_left: z.int().describe("Takes that checks may still ask for"),
		chosen: z
			.array(assetIdSchema)
			.nullable()
			.describe(
				"The outputs that a person picked; null: of each place the newest take counts, or with `best_of` the best one",
			),
		decision: z
			.object({
				by: z.string().describe("Id of the key that decided"),
				at: z.iso.datetime(),
				take: z.int().describe("The take it was about"),
				choice: z.enum(DECISIONS).describe("What was decided"),
			})
			.nullable()
			.describe("The last word of a person"),
		adopted_from: jobIdSchema
			.nullable()
			.describe("The job it ran in, and whose outputs it has; null: it is this one's own"),
		error: jobErrorSchema.nullable().describe("Why it ended so, where none of its tasks says it"),
		tasks: z.array(taskSchema).describe("Of all its takes"),
	})
	.meta({ id: "Stage" });

const take = z
	.int()
	.min(1)
	.optional()
	.describe("The take that was looked at: a decision about an older one is refused. Absent: the newest");

/** A person's word about a stage that waits for it. */
export const decisionRequestSchema = z
	.discriminatedUnion("choice", [
		z.strictObject({
			choice: z.literal("approve").describe("Go on with the newest take of all of it"),
			take,
		}),
		z.strictObject({
			choice: z.literal("pick").describe("Go on with these outputs"),
			outputs: z
				.array(assetIdSchema)
				.min(1)
				.max(1000)
				.describe("Ids of outputs of the stage, of whichever take; as many as its gate says"),
			take,
		}),
		z.strictObject({
			choice: z.literal("retake").describe("Make it, or some of it, anew"),
			indexes: z
				.array(z.int().min(0))
				.min(1)
				.max(1000)
				.optional()
				.describe("Places of the tasks to make anew; absent: all"),
			parameters: z
				.record(z.string(), z.unknown())
				.default({})
				.describe("Parameters of the stage's workflow to change for this take, such as `seed` or `prompt`"),
			take,
		}),
		z.strictObject({
			choice: z.literal("reject").describe("Refuse it: the job fails"),
			reason: textOrNothing(1000).default("").describe("Told as the job's error"),
			take,
		}),
	])
	.meta({ id: "DecisionRequest", description: "What a person decides about a stage that waits" });
export type DecisionRequest = z.infer<typeof decisionRequestSchema>;

export type TaskResource = z.infer<typeof taskSchema>;
export type JobErrorResource = z.infer<typeof jobErrorSchema>;
