import * as z from "zod";
import { budgetSchema } from "../accounts/accounts.ts";
import { assetIdSchema, assetSchema } from "../assets/assets.ts";
import { qualityPolicySchema } from "../assets/quality.ts";
import { characterIdSchema } from "../characters/characters.ts";
import { ATTEMPT_STATUSES, JOB_STATUSES } from "../status.ts";
import { comparisonSchema } from "./comparison-request.ts";
import { jobCostSchema } from "./cost.ts";
import { progressTickSchema } from "./events.ts";
import { foreignBody } from "./foreign-bodies.ts";
import { queueReasonSchema, queueSchema } from "./queue.ts";
import { gateSchema, jobErrorSchema, jobIdSchema, stageSchema } from "./stages.ts";
import { trainingSchema } from "./training-request.ts";

/** Seconds a job may take from submission to its end, unless the request says otherwise. */
const DEFAULT_DEADLINE_S = 24 * 60 * 60;

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
				.describe("`id`, `id@version` or an alias of `GET /v1/workflows`; this, `pipeline` or `graph`"),
			pipeline: z
				.string()
				.min(1)
				.max(200)
				.optional()
				.describe("`id` or `id@version` of `GET /v1/pipelines`: a job of several stages"),
			training: trainingSchema
				.optional()
				.describe("Train a LoRA by a program beside ComfyUI: see `POST /v1/trainings`"),
			comparison: comparisonSchema
				.optional()
				.describe("Compare checkpoints of a training: see `POST /v1/trainings/{id}/comparison`"),
			parameters: z
				.record(z.string(), z.unknown())
				.optional()
				.describe("As the `parameters` schema of the workflow or pipeline says; assets by their ids"),
			graph: z
				.record(z.string(), z.unknown())
				.optional()
				.describe("A graph in API format (File > Export (API))"),
			inputs: z
				.record(z.string().max(300), assetIdSchema)
				.optional()
				.describe('For `graph`: the assets that go into its file inputs, as `"<node id>.<input>"`: asset id'),
			character: characterIdSchema
				.optional()
				.describe(
					"Whom it is about: a character of the account. What it gives stands in for parameters that are not sent (`prompt`, `references`, `face`, `base_image`, `style_lora`, its features); `null` or an empty list refuses it",
				),
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
			budget_micro_usd: budgetSchema
				.optional()
				.describe(
					"What it may cost, in millionths of a US dollar; absent: as its pipeline says, and 5,000,000 for a training. What would pass it is not begun, and the job says so; `PATCH /v1/jobs/{id}` raises it",
				),
			wait_for_models: z
				.boolean()
				.optional()
				.describe(
					"Where every worker of the pool lacks a model file: wait until one has it (`queue.reason` is `model_missing`, `missing_models` names file and folder), at most until the deadline, instead of being refused",
				),
			wait_for_loras: z
				.boolean()
				.optional()
				.describe(
					"Where a LoRA that the parameters name as `name@version` is not there yet, and would be the next version of its name: wait until it was trained and promoted, or uploaded (`queue.reason` is `lora_not_ready`, `queue.loras` names it and its training), at most until the deadline, instead of being refused. Where it will not come, the job fails with `lora_not_made`",
				),
			quality: qualityPolicySchema
				.optional()
				.describe("What becomes of outputs that fail their checks, of a pipeline in each of its stages"),
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
		const { workflow, pipeline, graph, training, comparison } = body;
		if ([workflow, pipeline, graph, training, comparison].filter((what) => what !== undefined).length !== 1) {
			context.addIssue({
				code: "custom",
				path: ["workflow"],
				message: "give one of `workflow`, `pipeline`, `graph`, `training` and `comparison`",
			});
		}
		if (body.graph !== undefined && body.parameters !== undefined) {
			context.addIssue({
				code: "custom",
				path: ["parameters"],
				message: "a raw graph has no parameters; put the values into the graph",
			});
		}
		if ((training ?? comparison) !== undefined && body.parameters !== undefined) {
			context.addIssue({
				code: "custom",
				path: ["parameters"],
				message: "a training or a comparison has no parameters beside its own",
			});
		}
		if (body.graph === undefined && body.inputs !== undefined) {
			context.addIssue({
				code: "custom",
				path: ["inputs"],
				message: "workflows and pipelines take assets as parameters; `inputs` belongs to a raw graph",
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
/** What may be changed of a job. */
export const jobChangeSchema = z
	.strictObject({
		budget_micro_usd: budgetSchema
			.nullable()
			.describe("What it may cost, in millionths of a US dollar; null: no limit of its own"),
	})
	.meta({ id: "JobChange", description: "What is to change of a job" });

export type JobRequest = z.infer<typeof jobRequestSchema>;

export const jobSchema = z
	.object({
		id: jobIdSchema,
		status: z
			.enum(JOB_STATUSES)
			.describe("`running` while a worker holds a task of it; a job whose tasks came back is `queued` again"),
		/** Number of the last durable event. */
		version: z.int(),
		workflow: z.string().nullable().describe("`id@version`, or `graph` for a raw graph; null for a pipeline"),
		pipeline: z.string().nullable().describe("`id@version` of the pipeline it runs; null: it runs none"),
		character: characterIdSchema
			.nullable()
			.default(null)
			.describe("Whom it is about; the character may be gone since. Null: nobody"),
		parameters: z.record(z.string(), z.unknown()),
		priority: z.int(),
		/**
		 * What was accepted but has no effect, such as a negative prompt where cfg is 1, and parts of the graph that
		 * ComfyUI left out when it ran (`branch_not_run`). `content_gone`: the parameters are no longer in storage.
		 */
		notices: z.array(
			z.object({
				pointer: z.string(),
				code: z.enum(["parameter_not_used", "prefix_replaced", "branch_not_run", "content_gone"]),
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
		queue_ahead: z
			.int()
			.nonnegative()
			.nullable()
			.default(null)
			.describe(
				"How many tasks of the account in its pool go before its first one that waits, at most 1000 are counted; null where nothing waits, or before it was looked for",
			),
		awaiting: z
			.object({
				stage: z.string().describe("The stage that waits"),
				since: z.iso.datetime().describe("Since when"),
				until: z.iso
					.datetime()
					.nullable()
					.describe("When the job is given up if nobody decides; null while other work of it goes on"),
				take: z.int().describe("The take to look at"),
				gate: gateSchema.nullable(),
			})
			.nullable()
			.describe(
				"The decision that the job waits for: `POST /v1/jobs/{id}/stages/{key}/decide`. Its clock stands meanwhile; null where none is wanted",
			),
		/** Where each running task stands; empty when nothing runs. */
		progress: z.array(progressTickSchema),
		stages: z.array(stageSchema),
		outputs: z.array(assetSchema),
		cost: jobCostSchema,
		error: jobErrorSchema.nullable(),
		retry_of: jobIdSchema.nullable(),
		imported: z
			.boolean()
			.default(false)
			.describe("It ran elsewhere, before it came here by `POST /v1/imports`"),
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
	.omit({
		notices: true,
		queue_reason: true,
		queue: true,
		queue_ahead: true,
		awaiting: true,
		progress: true,
		stages: true,
		outputs: true,
		cost: true,
	})
	.extend({
		/** Parameters of more than 4 KB are left out and `parameters` is empty: ask for the job itself. */
		parameters_omitted: z
			.boolean()
			.describe("Parameters of more than 4 KB are left out: ask for the job itself"),
	})
	.meta({ id: "JobSummary" });
export type JobSummary = z.infer<typeof jobSummarySchema>;

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
		spans: z
			.object({
				queue_ms: z.int().nullable().describe("The task had waited so long for a worker"),
				cold_ms: z.int().nullable().describe("Start of the worker, where it was started for this"),
				load_ms: z.int().nullable().describe("Of the GPU time: until the first step was reported"),
				upload_ms: z.int().nullable().describe("From the end of the GPU's work to the last stored output"),
			})
			.describe("Milliseconds; null: not measured"),
	})
	.meta({ id: "Attempt" });
export type Attempt = z.infer<typeof attemptSchema>;

/** The sidecar: enough to make the same picture again. One entry per task. */
export const sidecarSchema = z
	.object({
		job: jobIdSchema,
		workflow: z.string().nullable(),
		pipeline: z.string().nullable().describe("The pipeline it ran; null: none"),
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
