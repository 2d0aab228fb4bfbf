import * as z from "zod";
import { assetSchema } from "../assets/assets.ts";
import { scoreSchema } from "../assets/quality.ts";
import { failureSchema } from "../failures.ts";
import {
	DECISIONS,
	JOB_STATUSES,
	STAGE_STATUSES,
	TASK_STATUSES,
	VERDICTS,
	VERDICTS_MEAN,
} from "../status.ts";
import { queueSchema } from "./queue.ts";

/**
 * What a job tells its watchers. Durable events carry `seq`, counted from 1 without gaps per job; a reader
 * that remembers the last one can come back and ask for what follows. Ticks (progress, preview) carry no
 * number, are never stored and never move a reader's place.
 */
const durable = { seq: z.int().positive(), job: z.string(), at: z.iso.datetime() };
/** Which attempt of which task it is about. */
const ofTask = {
	stage: z.string(),
	task: z.string(),
	index: z.int(),
	take: z.int().describe("Which take of its stage made it"),
	epoch: z.int(),
};

const jobEventSchema = z
	.object({
		type: z.literal("job"),
		...durable,
		status: z.enum(JOB_STATUSES),
		error: failureSchema.nullable(),
	})
	.meta({ id: "JobEvent" });
const stageEventSchema = z
	.object({
		type: z.literal("stage"),
		...durable,
		stage: z.string(),
		status: z.enum(STAGE_STATUSES),
		take: z.int().describe("Number of its newest take; 0 before it was opened"),
		error: failureSchema.nullable().describe("Why it ended so, where none of its tasks says it"),
		over_budget: z.boolean().default(false).describe("It waits for a budget, and its deadline with it"),
		lora: z.string().optional().describe("It waits for this LoRA, named as `name@version`"),
	})
	.meta({ id: "StageEvent" });
const taskEventSchema = z
	.object({
		type: z.literal("task"),
		...durable,
		...ofTask,
		status: z.enum(TASK_STATUSES),
		worker: z.string().nullable(),
		error: failureSchema.nullable(),
		/** When a failed attempt will be tried again. */
		retry_at: z.iso.datetime().nullable(),
	})
	.meta({ id: "TaskEvent" });
const outputEventSchema = z
	.object({
		type: z.literal("output"),
		...durable,
		...ofTask,
		output: assetSchema,
	})
	.meta({ id: "OutputEvent" });
const checkpointEventSchema = z
	.object({
		type: z.literal("checkpoint"),
		...durable,
		...ofTask,
		step: z.int().describe("How far it has come: another attempt would go on from here"),
		loss: z.number().nullable().default(null).describe("What a trainer said of it; null: nothing"),
	})
	.meta({
		id: "CheckpointEvent",
		description: "A task has come so far that another attempt would go on from there",
	});
const verdictEventSchema = z
	.object({
		type: z.literal("verdict"),
		...durable,
		...ofTask,
		result: z.enum(VERDICTS).describe(VERDICTS_MEAN),
		note: z.string(),
		score: scoreSchema.optional().describe("What it is compared by; absent: it is not compared"),
	})
	.meta({ id: "VerdictEvent", description: "What a check thought of the outputs of a task" });
const decisionEventSchema = z
	.object({
		type: z.literal("decision"),
		...durable,
		stage: z.string(),
		take: z.int().describe("The take it was about"),
		by: z.string().describe("Id of the key, or subject of the token, that decided"),
		choice: z.enum(DECISIONS).describe("What was decided"),
	})
	.meta({ id: "DecisionEvent", description: "What a person decided about a stage" });
export const durableEventSchema = z.discriminatedUnion("type", [
	jobEventSchema,
	stageEventSchema,
	taskEventSchema,
	outputEventSchema,
	checkpointEventSchema,
	verdictEventSchema,
	decisionEventSchema,
]);
export type DurableEvent = z.infer<typeof durableEventSchema>;

/** Where a task stands. Each one is a whole picture, so a lost tick harms nobody. */
export const progressSchema = z.object({
	/** 0 to 100 over the whole graph; never goes back within an attempt. */
	percent: z.number().min(0).max(100),
	node: z.string().nullable(),
	/** The node's title as the workflow author wrote it, else its class. */
	node_title: z.string().max(200).nullable(),
	step: z.int().nullable(),
	steps: z.int().nullable(),
	nodes_done: z.int(),
	nodes_total: z.int(),
	message: z.string().max(500).nullable().default(null),
	loss: z.number().nullable().optional().describe("Of a training: what its trainer said last"),
	learning_rate: z.number().nullable().optional().describe("Of a training: how far a step goes"),
	seconds_per_step: z
		.number()
		.nonnegative()
		.nullable()
		.optional()
		.describe("Of a training: how long a step takes"),
});
export type Progress = z.infer<typeof progressSchema>;

const tick = { job: z.string(), task: z.string(), stage: z.string(), index: z.int(), epoch: z.int() };

export const progressTickSchema = z
	.object({ type: z.literal("progress"), ...tick, ...progressSchema.shape })
	.meta({ id: "ProgressTick" });
export const previewTickSchema = z
	.object({
		type: z.literal("preview"),
		...tick,
		node: z.string().nullable(),
		content_type: z.enum(["image/jpeg", "image/png", "image/webp"]),
		/** Base64 of the picture. */
		data: z.string(),
	})
	.meta({ id: "PreviewTick" });
/** What waits of the job and why, told when that changes; `queue` is null once nothing waits. */
const queueTickSchema = z
	.object({
		type: z.literal("queue"),
		job: z.string(),
		queue: queueSchema.nullable(),
	})
	.meta({ id: "QueueTick" });
export type QueueTick = z.infer<typeof queueTickSchema>;
export type ProgressTick = z.infer<typeof progressTickSchema>;
export type PreviewTick = z.infer<typeof previewTickSchema>;
export type Tick = ProgressTick | PreviewTick | QueueTick;

/** The first frame on a socket: where the job stands now; numbered events after `head` follow. */
const helloFrameSchema = z
	.object({
		type: z.literal("hello"),
		job: z.string(),
		/** Number of the last durable event at this moment. */
		head: z.int(),
		status: z.enum(JOB_STATUSES),
		/** The latest tick of every task that runs now. */
		progress: z.array(progressTickSchema),
		/** What waits of the job and why; null where nothing does. */
		queue: queueSchema.nullable().default(null),
	})
	.meta({ id: "HelloFrame" });
export type HelloFrame = z.infer<typeof helloFrameSchema>;
export type Frame = HelloFrame | DurableEvent | Tick;
export const frameSchema = z
	.discriminatedUnion("type", [
		helloFrameSchema,
		...durableEventSchema.options,
		progressTickSchema,
		previewTickSchema,
		queueTickSchema,
	])
	.meta({ id: "Frame" });
