import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Notice } from "../../workflows/plan/notices.ts";
import type { OutputKind } from "../contract/assets/assets.ts";
import type { Failure } from "../contract/failures.ts";
import type { AttemptStatus, JobStatus, StageStatus, TaskStatus } from "../contract/status.ts";
import type {
	Gate,
	OutputQuality,
	Resume,
	Retake,
	StageDecision,
	StageQuality,
	TaskNeeds,
	Tries,
	Verdict,
} from "./stored.ts";

export {
	accounts,
	apiKeys,
	auditLog,
	oidcIssuers,
	operatorActions,
	operatorKeys,
	operatorSessions,
} from "./account-tables.ts";
export { pictureBands, reviewQueue, reviews } from "./asset-tables.ts";
export { endpoints, pods, tickets } from "./capacity-tables.ts";
export { characterReferences, characters } from "./character-tables.ts";
export { jobTimes, ledger, poolSamples, qualityDays, usageDays, usageTotals } from "./cost-tables.ts";
export { datasetItems, datasets, datasetVersions } from "./dataset-tables.ts";
export { editorFiles, editorSettings } from "./editor-tables.ts";
export { awaitedLoras, loras, loraVersions } from "./lora-tables.ts";
export { jobWorkflows, pipelineNumbers, pipelines } from "./pipeline-tables.ts";
export { projectEvents, projects, shots } from "./project-tables.ts";
export { checkpoints, comparisons, promotions, trainings } from "./training-tables.ts";
export { webhookDeliveries, webhookEndpoints } from "./webhook-tables.ts";
export { workflowNumbers, workflows } from "./workflow-tables.ts";

/**
 * The tables of `migrations/`, as drizzle sees them. The SQL there is the truth (WITHOUT ROWID and partial
 * indexes cannot be said here); `schema.test.ts` fails when the two differ.
 */
export const pools = sqliteTable("pools", {
	id: text("id").primaryKey(),
	name: text("name").notNull(),
	created_at: integer("created_at").notNull(),
	/** The last sign of life of the edge, as this pool saw it. */
	heard_at: integer("heard_at").notNull().default(0),
	/** Since when such signs have come without a gap. */
	back_since: integer("back_since").notNull().default(0),
	/** A price of its own, in place of that of its workers' GPUs; null: none. */
	micro_usd_per_second: integer("micro_usd_per_second"),
	price_source: text("price_source"),
});

export const workerTokens = sqliteTable("worker_tokens", {
	hash: text("hash").primaryKey(),
	id: text("id").notNull(),
	pool_id: text("pool_id").notNull(),
	name: text("name").notNull(),
	created_at: integer("created_at").notNull(),
	revoked_at: integer("revoked_at"),
});

export const capabilities = sqliteTable("capabilities", {
	hash: text("hash").primaryKey(),
	body: text("body").notNull(),
});

export const workers = sqliteTable("workers", {
	id: text("id").primaryKey(),
	pool_id: text("pool_id").notNull(),
	token_id: text("token_id").notNull(),
	name: text("name").notNull(),
	version: text("version").notNull(),
	comfyui_version: text("comfyui_version").notNull(),
	gpu: text("gpu", { mode: "json" }).$type<{ name: string; vram_bytes: number; type: string }>().notNull(),
	emulated: integer("emulated", { mode: "boolean" }).notNull(),
	capabilities_hash: text("capabilities_hash").notNull(),
	draining: integer("draining", { mode: "boolean" }).notNull(),
	registered_at: integer("registered_at").notNull(),
	last_seen_at: integer("last_seen_at").notNull(),
	gone_at: integer("gone_at"),
	/** Of its compressed object_info; null where it sent none. */
	object_info_sha256: text("object_info_sha256"),
	/** The class of its GPU in the price sheet; null: that has no price for it. */
	gpu_class: text("gpu_class"),
	/** Workers of a pool that name the same share it; null: it has one of its own. */
	machine: text("machine"),
	/** Its machine never trains while it makes anything else. */
	trains_alone: integer("trains_alone", { mode: "boolean" }).notNull().default(false),
});

export const jobs = sqliteTable("jobs", {
	id: text("id").primaryKey(),
	account_id: text("account_id").notNull(),
	pool_id: text("pool_id").notNull(),
	status: text("status").$type<JobStatus>().notNull(),
	version: integer("version").notNull(),
	workflow: text("workflow").notNull(),
	/** A body, like `parameters`: JSON, or where it lies (`storage/bodies.ts`). */
	request: text("request").notNull(),
	parameters: text("parameters").notNull(),
	/** Bytes of the bodies that lie in R2. */
	body_bytes: integer("body_bytes").notNull().default(0),
	/** What was accepted but has no effect. */
	notices: text("notices", { mode: "json" }).$type<Notice[]>().notNull(),
	metadata: text("metadata", { mode: "json" }).$type<Record<string, string>>().notNull(),
	priority: integer("priority").notNull(),
	retry_of: text("retry_of"),
	error: text("error", { mode: "json" }).$type<Failure>(),
	created_at: integer("created_at").notNull(),
	started_at: integer("started_at"),
	finished_at: integer("finished_at"),
	deadline_at: integer("deadline_at").notNull(),
	/** Not to be swept before this time, since that failed so many times. */
	sweep_after: integer("sweep_after").notNull().default(0),
	sweep_failures: integer("sweep_failures").notNull().default(0),
	/** What of it waits for a budget is not to be planned before this time. */
	budget_look_at: integer("budget_look_at").notNull().default(0),
	left_ms: integer("left_ms"),
	pipeline: text("pipeline"),
	/** A body: the definition and the parameters as they were at submission. */
	pipeline_plan: text("pipeline_plan"),
	/** Whom it is about; the character may be gone since. */
	character_id: text("character_id"),
	/** The shot whose picture it makes, and its project; both may be gone since. */
	project_id: text("project_id"),
	shot_id: text("shot_id"),
	/** Jobs of an account that have the same make the same; null: nobody asks. */
	reuse_key: text("reuse_key"),
	/** In micro-USD: what it was submitted with, may cost (null: no limit), has cost, and may still cost. */
	estimate_micro_usd: integer("estimate_micro_usd"),
	budget_micro_usd: integer("budget_micro_usd"),
	spent_micro_usd: integer("spent_micro_usd").notNull().default(0),
	reserved_micro_usd: integer("reserved_micro_usd").notNull().default(0),
	/** The character whose budget it draws on. */
	budget_character_id: text("budget_character_id"),
	/** Of a job that was imported: what it is known again by. Null: Darkroom ran it, or is to. */
	import_key: text("import_key"),
});

export const stages = sqliteTable(
	"stages",
	{
		job_id: text("job_id").notNull(),
		key: text("key").notNull(),
		position: integer("position").notNull(),
		status: text("status").$type<StageStatus>().notNull(),
		needs: text("needs", { mode: "json" }).$type<string[]>().notNull(),
		since: integer("since").notNull().default(0),
		gate: text("gate", { mode: "json" }).$type<Gate>(),
		/** Since when no budget holds it; null: it does not wait for one. */
		budget_wait_since: integer("budget_wait_since"),
		/** The LoRA that it waits for, as `name@version`, and whose it is; null: it waits for none. */
		lora: text("lora"),
		lora_account: text("lora_account"),
		optional: integer("optional", { mode: "boolean" }).notNull().default(false),
		judged: integer("judged", { mode: "boolean" }).notNull().default(false),
		/** What becomes of outputs that fail their checks; null: it is only told. */
		quality: text("quality", { mode: "json" }).$type<StageQuality>(),
		take: integer("take").notNull().default(1),
		retakes_left: integer("retakes_left").notNull().default(0),
		retake: text("retake", { mode: "json" }).$type<Retake>(),
		chosen: text("chosen", { mode: "json" }).$type<string[]>(),
		decision: text("decision", { mode: "json" }).$type<StageDecision>(),
		adopted_from: text("adopted_from"),
		/** What its outputs are called, and whether ordinary lists leave them out. */
		label: text("label"),
		hidden: integer("hidden", { mode: "boolean" }).notNull().default(false),
		error: text("error", { mode: "json" }).$type<Failure>(),
	},
	(table) => [primaryKey({ columns: [table.job_id, table.key] })],
);

/** By hash: many tasks need the same. */
export const needs = sqliteTable("needs", {
	hash: text("hash").primaryKey(),
	body: text("body", { mode: "json" }).$type<TaskNeeds>().notNull(),
});

export const tasks = sqliteTable("tasks", {
	id: text("id").primaryKey(),
	job_id: text("job_id").notNull(),
	account_id: text("account_id").notNull(),
	pool_id: text("pool_id").notNull(),
	stage: text("stage").notNull(),
	position: integer("position").notNull(),
	status: text("status").$type<TaskStatus>().notNull(),
	priority: integer("priority").notNull(),
	epoch: integer("epoch").notNull(),
	worker_id: text("worker_id"),
	claim_id: text("claim_id"),
	lease_until: integer("lease_until").notNull(),
	attempts: integer("attempts").notNull(),
	max_attempts: integer("max_attempts").notNull(),
	tries: text("tries", { mode: "json" }).$type<Tries>().notNull(),
	runtime_ms: integer("runtime_ms").notNull(),
	run_until: integer("run_until").notNull().default(0),
	sweep_after: integer("sweep_after").notNull().default(0),
	available_at: integer("available_at").notNull(),
	/** Since when it waits in the queue. */
	queued_at: integer("queued_at").notNull().default(0),
	reserved_until: integer("reserved_until").notNull().default(0),
	reserved_by: text("reserved_by"),
	expected: text("expected", { mode: "json" }).$type<string[]>().notNull(),
	needs_hash: text("needs_hash").notNull(),
	error: text("error", { mode: "json" }).$type<Failure>(),
	take: integer("take").notNull().default(1),
	whole: integer("whole", { mode: "boolean" }).notNull().default(true),
	verdict: text("verdict", { mode: "json" }).$type<Verdict>(),
	resume: text("resume", { mode: "json" }).$type<Resume>(),
	backoff_ms: integer("backoff_ms"),
	/** In micro-USD: what it is reckoned with before it ran, and what of that a partner gets. */
	estimate_micro_usd: integer("estimate_micro_usd").notNull().default(0),
	partner_micro_usd: integer("partner_micro_usd"),
	/** Bodies: what it is to do, and the graph as its successful attempt ran it. Null as well: it stands in `task_plans`. */
	plan: text("plan"),
	ran: text("ran"),
});

/** The same of tasks from before migration 0065. Nothing is added to them. */
export const taskPlans = sqliteTable("task_plans", {
	task_id: text("task_id").primaryKey(),
	plan: text("plan").notNull(),
	ran: text("ran"),
});

export const attempts = sqliteTable(
	"attempts",
	{
		task_id: text("task_id").notNull(),
		epoch: integer("epoch").notNull(),
		job_id: text("job_id").notNull(),
		worker_id: text("worker_id").notNull(),
		status: text("status").$type<AttemptStatus>().notNull(),
		started_at: integer("started_at").notNull(),
		finished_at: integer("finished_at"),
		error: text("error", { mode: "json" }).$type<Failure>(),
		gpu_ms: integer("gpu_ms"),
		/** Milliseconds; null: not measured. */
		queue_ms: integer("queue_ms"),
		cold_ms: integer("cold_ms"),
		load_ms: integer("load_ms"),
		upload_ms: integer("upload_ms"),
	},
	(table) => [primaryKey({ columns: [table.task_id, table.epoch] })],
);

export const events = sqliteTable(
	"events",
	{ job_id: text("job_id").notNull(), seq: integer("seq").notNull(), body: text("body").notNull() },
	(table) => [primaryKey({ columns: [table.job_id, table.seq] })],
);

export const assets = sqliteTable("assets", {
	id: text("id").primaryKey(),
	account_id: text("account_id").notNull(),
	kind: text("kind").$type<OutputKind>().notNull(),
	content_type: text("content_type").notNull(),
	filename: text("filename").notNull(),
	size: integer("size").notNull(),
	sha256: text("sha256").notNull(),
	width: integer("width"),
	height: integer("height"),
	r2_key: text("r2_key").notNull(),
	job_id: text("job_id"),
	task_id: text("task_id"),
	epoch: integer("epoch"),
	name: text("name"),
	position: integer("position"),
	created_at: integer("created_at").notNull(),
	/** Of a film or a sound; null where it is not known. */
	duration_ms: integer("duration_ms"),
	/** The label of the stage that made it; null: it has none. */
	label: text("label"),
	/** Ordinary lists leave it out. */
	hidden: integer("hidden", { mode: "boolean" }).notNull().default(false),
	/** Bits: see `assets/thumbnail-bits.ts`. */
	thumbnails: integer("thumbnails").notNull().default(0),
	/** In hex; null: nobody has asked for it. */
	blake3: text("blake3"),
	/** What checks found; null: nobody looked. */
	quality: text("quality", { mode: "json" }).$type<OutputQuality>(),
	/** What a picture looks like, in hex; null: nobody decoded it. Triggers keep `picture_bands` by it. */
	phash: text("phash"),
});

/** Files that were looked at before they had thumbnails. */
export const thumbnailWishes = sqliteTable("thumbnail_wishes", {
	asset_id: text("asset_id").primaryKey(),
	pool_id: text("pool_id").notNull(),
	tries: integer("tries").notNull().default(0),
	again_at: integer("again_at").notNull(),
});

/** Which assets a job was given. */
export const jobInputs = sqliteTable(
	"job_inputs",
	{ asset_id: text("asset_id").notNull(), job_id: text("job_id").notNull() },
	(table) => [primaryKey({ columns: [table.asset_id, table.job_id] })],
);

/** What is gone from D1 and has still to go elsewhere. */
export const deletions = sqliteTable(
	"deletions",
	{
		kind: text("kind").$type<"object" | "folder" | "asset" | "job" | "webhook" | "project">().notNull(),
		target: text("target").notNull(),
		account_id: text("account_id").notNull(),
		created_at: integer("created_at").notNull(),
		/** How often it has failed, and when it is due again. */
		failures: integer("failures").notNull().default(0),
		again_at: integer("again_at").notNull().default(0),
	},
	(table) => [primaryKey({ columns: [table.kind, table.target] })],
);

/** Where work in small steps has come to. */
export const cursors = sqliteTable("cursors", {
	name: text("name").primaryKey(),
	position: text("position").notNull(),
	updated_at: integer("updated_at").notNull(),
});

export const idempotencyKeys = sqliteTable(
	"idempotency_keys",
	{
		account_id: text("account_id").notNull(),
		route: text("route").notNull(),
		key: text("key").notNull(),
		body_hash: text("body_hash").notNull(),
		resource_id: text("resource_id").notNull(),
		created_at: integer("created_at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.route, table.key] })],
);
