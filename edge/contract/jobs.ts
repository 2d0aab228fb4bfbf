import * as z from "zod";
import { assetIdSchema, assetSchema } from "./assets.ts";
import { progressTickSchema } from "./events.ts";
import { failureClassSchema, failureCodeSchema } from "./failures.ts";
import { foreignBody } from "./foreign-bodies.ts";
import { idPattern } from "./ids.ts";
import { queueReasonSchema, queueSchema } from "./queue.ts";
import { ATTEMPT_STATUSES, JOB_STATUSES, STAGE_STATUSES, TASK_STATUSES } from "./status.ts";

export const jobIdSchema = z.string().regex(idPattern("job"), "a job id looks like job_ and 26 characters");

/** Seconds a job may take from submission to its end, unless the request says otherwise. */
export const DEFAULT_DEADLINE_S = 24 * 60 * 60;

/** Assets a raw graph may read: every one of them is named in the worker's grant. */
export const MAX_INPUTS = 64;
/** Largest raw graph. It is stored three times (asked, planned, ran), and a worker sends it back with its manifest. */
export const MAX_GRAPH_CHARS = 600_000;

/**
 * What a client asks for: a workflow with parameters, or a raw API graph with the assets that go into its
 * file inputs (`"<node id>.<input>"` -> asset id).
 */
export const jobRequestSchema = z
	.strictObject(
		{
			workflow: z
				.string()
				.min(1)
				.max(200)
				.optional()
				.describe("`id`, `id@version` or an alias of `GET /v1/workflows`; either this or `graph`"),
			parameters: z
				.record(z.string(), z.unknown())
				.optional()
				.describe("As the workflow's `parameters` schema says; assets by their ids"),
			graph: z
				.record(z.string(), z.unknown())
				.optional()
				.describe("A graph in API format (File > Export (API))"),
			inputs: z
				.record(z.string().max(300), assetIdSchema)
				.optional()
				.describe('For `graph`: the assets that go into its file inputs, as `"<node id>.<input>"`: asset id'),
			pool: z.string().max(100).optional().describe("The pool of workers; absent: `default`"),
			priority: z
				.int()
				.min(-100)
				.max(100)
				.default(0)
				.describe("Higher goes first among the jobs of one account"),
			deadline_s: z
				.int()
				.min(1)
				.max(7 * 24 * 60 * 60)
				.default(DEFAULT_DEADLINE_S)
				.describe("Seconds from now after which the job is given up as `expired`"),
			wait_for_models: z
				.boolean()
				.optional()
				.describe(
					"Where every worker of the pool lacks a model file: wait until one has it (`queue.reason` is `model_missing`, `missing_models` names file and folder), at most until the deadline, instead of being refused",
				),
			metadata: z
				.record(z.string().max(100), z.string().max(1000))
				.default({})
				.describe("The client's own notes; given back as they are"),
		},
		{
			error: ({ code, input }) =>
				code === "unrecognized_keys" ? (foreignBody(input) ?? undefined) : undefined,
		},
	)
	.superRefine((body, context) => {
		if ((body.workflow === undefined) === (body.graph === undefined)) {
			context.addIssue({ code: "custom", path: ["workflow"], message: "give either `workflow` or `graph`" });
		}
		if (body.graph !== undefined && body.parameters !== undefined) {
			context.addIssue({
				code: "custom",
				path: ["parameters"],
				message: "a raw graph has no parameters; put the values into the graph",
			});
		}
		if (body.workflow !== undefined && body.inputs !== undefined) {
			context.addIssue({
				code: "custom",
				path: ["inputs"],
				message: "a workflow takes assets as parameters; `inputs` belongs to a raw graph",
			});
		}
		if (Object.keys(body.inputs ?? {}).length > MAX_INPUTS) {
			context.addIssue({ code: "custom", path: ["inputs"], message: `at most ${MAX_INPUTS} inputs` });
		}
		if (JSON.stringify(body.graph ?? {}).length > MAX_GRAPH_CHARS) {
			context.addIssue({
				code: "custom",
				path: ["graph"],
				message: `a graph may have ${MAX_GRAPH_CHARS} characters as JSON`,
			});
		}
		if (Object.keys(body.metadata).length > 50) {
			context.addIssue({ code: "custom", path: ["metadata"], message: "at most 50 metadata keys" });
		}
	})
	.meta({ id: "JobRequest" });
export type JobRequest = z.infer<typeof jobRequestSchema>;

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

export const taskSchema = z
	.object({
		id: z.string(),
		index: z.int(),
		status: z.enum(TASK_STATUSES),
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
			.describe("Since when it waits for a worker, or did when one took it; null: its stage is not open"),
		error: jobErrorSchema.nullable(),
		outputs: z.array(assetSchema),
	})
	.meta({ id: "Task" });

export const stageSchema = z
	.object({
		key: z.string(),
		status: z.enum(STAGE_STATUSES),
		needs: z.array(z.string()),
		tasks: z.array(taskSchema),
	})
	.meta({ id: "Stage" });

export const jobSchema = z
	.object({
		id: jobIdSchema,
		status: z
			.enum(JOB_STATUSES)
			.describe("`running` while a worker holds a task of it; a job whose tasks came back is `queued` again"),
		/** Number of the last durable event. */
		version: z.int(),
		workflow: z.string(),
		parameters: z.record(z.string(), z.unknown()),
		priority: z.int(),
		/**
		 * What was accepted but has no effect, such as a negative prompt where cfg is 1, and parts of the graph that
		 * ComfyUI left out when it ran (`branch_not_run`).
		 */
		notices: z.array(
			z.object({
				pointer: z.string(),
				code: z.enum(["parameter_not_used", "prefix_replaced", "branch_not_run"]),
				message: z.string(),
			}),
		),
		metadata: z.record(z.string(), z.string()),
		/** Name of its pool, as a request takes it. */
		pool: z.string(),
		queue_reason: queueReasonSchema.nullable().describe("The `reason` of `queue`"),
		queue: queueSchema
			.nullable()
			.describe("What of it waits and why, while other tasks of it may run; null where nothing waits"),
		/** Where each running task stands; empty when nothing runs. */
		progress: z.array(progressTickSchema),
		stages: z.array(stageSchema),
		outputs: z.array(assetSchema),
		error: jobErrorSchema.nullable(),
		retry_of: jobIdSchema.nullable(),
		created_at: z.iso.datetime(),
		started_at: z.iso.datetime().nullable(),
		finished_at: z.iso.datetime().nullable(),
		deadline_at: z.iso.datetime(),
		urls: z.object({
			self: z.string(),
			events: z.string(),
			socket: z.string(),
			cancel: z.string(),
			workflow: z.string(),
			attempts: z.string(),
		}),
	})
	.meta({ id: "Job" });
export type JobResource = z.infer<typeof jobSchema>;

/** A job as a list shows it: what stands in its row. */
export const jobSummarySchema = jobSchema
	.omit({ notices: true, queue_reason: true, queue: true, progress: true, stages: true, outputs: true })
	.extend({
		/** Parameters of more than 4 KB are left out and `parameters` is empty: ask for the job itself. */
		parameters_omitted: z
			.boolean()
			.describe("Parameters of more than 4 KB are left out: ask for the job itself"),
	})
	.meta({ id: "JobSummary" });
export type JobSummary = z.infer<typeof jobSummarySchema>;
export type TaskResource = z.infer<typeof taskSchema>;
export type JobErrorResource = z.infer<typeof jobErrorSchema>;

export const attemptSchema = z
	.object({
		task: z.string(),
		stage: z.string(),
		index: z.int(),
		epoch: z.int(),
		worker: z.string(),
		status: z.enum(ATTEMPT_STATUSES),
		error: jobErrorSchema.nullable(),
		started_at: z.iso.datetime(),
		finished_at: z.iso.datetime().nullable(),
		/** Milliseconds ComfyUI's GPU worked on this attempt, as the worker measured it. */
		gpu_ms: z.int().nullable(),
	})
	.meta({ id: "Attempt" });

/** The sidecar: enough to make the same picture again. One entry per task. */
export const sidecarSchema = z
	.object({
		job: jobIdSchema,
		workflow: z.string(),
		parameters: z.record(z.string(), z.unknown()),
		tasks: z.array(
			z.object({
				task: z.string(),
				stage: z.string(),
				index: z.int(),
				epoch: z.int(),
				seed: z.int().nullable(),
				graph: z.record(z.string(), z.unknown()),
				models: z.array(z.object({ folder: z.string(), file: z.string() })),
				inputs: z.array(
					z.object({ asset_id: assetIdSchema, node: z.string(), input: z.string(), kind: z.string() }),
				),
				comfyui_version: z.string().nullable(),
				worker: z.string().nullable(),
				outputs: z.array(assetSchema),
			}),
		),
	})
	.meta({ id: "Sidecar" });
export type Sidecar = z.infer<typeof sidecarSchema>;

export const ticketSchema = z
	.object({ ticket: z.string(), expires_at: z.iso.datetime(), protocol: z.string() })
	.meta({ id: "Ticket" });
