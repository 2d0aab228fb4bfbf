import * as z from "zod";
import { line } from "../../../workflows/definition/parameters.ts";
import { graphOrNoneSchema } from "../../../workflows/graph/graph.ts";
import { capabilitiesSchema } from "../../../workflows/object-info/capabilities.ts";
import { checkSchema } from "../../../workflows/quality/checks/check.ts";
import { taskQualitySchema } from "../../../workflows/quality/checks/task-quality.ts";
import { trainingWorkSchema } from "../../../workflows/training/work.ts";
import { OUTPUT_KINDS } from "../assets/assets.ts";
import { failureSchema } from "../failures.ts";
import { progressSchema } from "../jobs/events.ts";
import { phashSchema } from "../jobs/provenance.ts";

/**
 * What the edge and a GPU worker say to each other. Worker and edge may be one release apart, so replies
 * may grow fields and requests of an older worker must stay valid.
 */

/** A lease lasts this long past the last report that renewed it, unless the edge is told otherwise (P4). */
export const LEASE_MS = 30_000;
/** So long a worker may hold a task that was canceled; milliseconds. Then it is taken away, whatever the worker says. */
export const CANCEL_ACK_MS = 60_000;
/** The oldest ComfyUI whose file loaders are safe from path tricks; older ones are accepted, with a warning. */
export const SAFE_COMFYUI_VERSION = "0.28.0";

export const registerRequestSchema = z
	.strictObject({
		name: line(100),
		/** Version of the worker program. */
		version: z.string().max(50),
		machine: line(100)
			.optional()
			.describe(
				"The machine that it runs on, where several workers share one: such as do not train and generate at once are looked at together. Absent: it has one of its own",
			),
		gpu: z.object({ name: z.string().max(200), vram_bytes: z.int().nonnegative(), type: z.string().max(50) }),
		/** True when the ComfyUI behind this worker is an emulator; shown wherever its work is shown. */
		emulated: z.boolean().default(false),
		capabilities: capabilitiesSchema,
		/** SHA-256 of ComfyUI's answer to `GET /object_info`, compressed as the worker would send it. */
		object_info_sha256: z
			.string()
			.regex(/^[0-9a-f]{64}$/)
			.optional(),
		replaces: z
			.string()
			.max(100)
			.optional()
			.describe("Its id until now, where it registers again: that one is no other of its name."),
	})
	.meta({ id: "WorkerRegistration" });
export type RegisterRequest = z.infer<typeof registerRequestSchema>;
export const registerReplySchema = z.object({
	worker_id: z.string(),
	pool: z.string(),
	lease_ms: z.int(),
	/** Path of the doorbell socket. */
	socket: z.string(),
	warnings: z.array(z.string()),
	/** The edge does not have this object_info yet: send it. */
	wants_object_info: z.boolean().default(false),
});
export type RegisterReply = z.infer<typeof registerReplySchema>;

/**
 * Largest object_info that the edge keeps, in bytes: as it is sent, and uncompressed, as it is used. One with
 * 1,700 classes has 2.8 MB; compressed it is a tenth of that.
 */
export const OBJECT_INFO_LIMITS = { packed: 8_000_000, unpacked: 32_000_000 } as const;
export const objectInfoReplySchema = z.object({ sha256: z.string(), size: z.int() });

const claimTicketSchema = z.strictObject({
	/** The edge's name for it. */
	id: z.string().min(1).max(100),
	/** RunPod's name for the request that carried it. */
	request: z.string().min(1).max(200),
});
export type ClaimTicket = z.infer<typeof claimTicketSchema>;

export const claimRequestSchema = z
	.strictObject({
		/** Made by the worker for each claim: asking again with the same one gives the same task. */
		claim_id: z.uuid(),
		/** Files the worker's ComfyUI has in memory now; tasks that use them are preferred. */
		warm_models: z.array(z.string().max(300)).max(200).default([]),
		/** What brought the machine: of a serverless worker, whose every claim needs one. */
		ticket: claimTicketSchema.optional(),
	})
	.meta({ id: "ClaimRequest" });

/** An uploaded file, and where to fetch it. */
const claimedFileSchema = z.object({
	asset_id: z.string(),
	/** `lora`: for ComfyUI's folder of LoRAs; `file`: what an earlier attempt of a training kept. */
	kind: z.enum(["image", "mask", "video", "audio", "lora", "file"]),
	url: z.string(),
	filename: z.string(),
	content_type: z.string(),
	size: z.int(),
	sha256: z.string(),
});
export type ClaimedFile = z.infer<typeof claimedFileSchema>;
const claimedInputSchema = claimedFileSchema.extend({ node: z.string(), input: z.string() });
export type ClaimedInput = z.infer<typeof claimedInputSchema>;

/** A folder to fill; its name goes into that input, as an absolute path or relative to ComfyUI's input folder. */
const claimedFolderSchema = z.object({
	node: z.string(),
	input: z.string(),
	path: z.enum(["absolute", "input"]),
	files: z.array(
		z.union([
			z.object({ name: z.string(), text: z.string() }),
			/** `name` has no extension: that comes from what the file is. */
			claimedFileSchema.extend({ name: z.string() }),
		]),
	),
});
export type ClaimedFolder = z.infer<typeof claimedFolderSchema>;

/** What is to be done: run `graph` of the task, or train. Of another kind than these, a worker gives it back. */
const claimedWorkSchema = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("graph") }),
	z.object({
		kind: z.literal("train"),
		training: trainingWorkSchema,
		/** Pictures, and what `resume` names: by their SHA-256, each once. */
		inputs: z.array(claimedFileSchema),
	}),
]);
export type ClaimedWork = z.infer<typeof claimedWorkSchema>;

export const claimedTaskSchema = z
	.object({
		task_id: z.string(),
		job_id: z.string(),
		stage: z.string(),
		index: z.int(),
		epoch: z.int(),
		lease_until: z.iso.datetime(),
		/** Bearer token for this attempt's reports, inputs and uploads. It ends with the attempt; replies to reports bring the next. */
		grant: z.string(),
		workflow: z.string(),
		/** Absent: a graph, as an older edge says it. */
		work: claimedWorkSchema.default({ kind: "graph" }),
		graph: graphOrNoneSchema,
		inputs: z.array(claimedInputSchema),
		folders: z.array(claimedFolderSchema).default([]),
		/** It runs at a partner of Comfy: the worker sends its key along. */
		partner: z.boolean().default(false),
		/** It trains, and may make no sound for as long as it may take. */
		training: z.boolean().default(false),
		/** Declared outputs; empty means at least one of any kind. */
		outputs: z.array(z.object({ name: z.string(), node: z.string(), kind: z.enum(OUTPUT_KINDS) })),
		models: z.array(z.object({ folder: z.string(), file: z.string() })),
		quality: taskQualitySchema
			.optional()
			.describe("What its pictures are held against; absent: the usual standards"),
		person: z
			.array(claimedFileSchema)
			.default([])
			.describe("Pictures of whom its pictures are to show; its checks compare with them. Empty: nobody"),
		typical_seconds: z.number(),
		timeout_seconds: z.number(),
	})
	.meta({ id: "ClaimedTask" });
export type ClaimedTask = z.infer<typeof claimedTaskSchema>;

const reportEventSchema = z.discriminatedUnion("type", [
	z.strictObject({ type: z.literal("progress"), ...progressSchema.shape }),
	z.strictObject({
		type: z.literal("preview"),
		node: z.string().nullable(),
		content_type: z.enum(["image/jpeg", "image/png", "image/webp"]),
		data: z.string().max(400_000),
	}),
]);
export type ReportEvent = z.infer<typeof reportEventSchema>;

/** A batch of ticks. Sent again with the same `seq` it changes nothing. An empty one renews the lease. */
export const reportSchema = z
	.strictObject({ seq: z.int().positive(), events: z.array(reportEventSchema).max(100) })
	.meta({ id: "Report" });
export type Report = z.infer<typeof reportSchema>;
export const reportReplySchema = z.object({
	/** Stop: interrupt ComfyUI and answer with `fail` code `canceled`. */
	cancel: z.boolean(),
	/** Finish what runs, take nothing new. */
	drain: z.boolean(),
	/** Somebody watches: send progress often, and previews. */
	watched: z.boolean(),
	lease_until: z.iso.datetime(),
	/** Where it is there: to be used from now on in place of the one before, which runs out. */
	grant: z.string().optional(),
});
export type ReportReply = z.infer<typeof reportReplySchema>;

/** An attempt may leave this many outputs. */
export const MAX_OUTPUTS = 1000;

/** Checks of one output. */
const MAX_CHECKS = 40;

/** One stored output of an attempt. `upload` is the number it was uploaded under. */
const manifestItemSchema = z.strictObject({
	upload: z
		.int()
		.nonnegative()
		.max(MAX_OUTPUTS - 1),
	name: z.string().max(200),
	node: z.string().max(200),
	kind: z.enum(OUTPUT_KINDS),
	filename: z.string().min(1).max(300),
	content_type: z.string().max(200),
	size: z.int().nonnegative(),
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
	width: z.int().positive().nullable().default(null),
	height: z.int().positive().nullable().default(null),
	duration_ms: z.int().nonnegative().nullable().default(null),
	checks: z
		.array(checkSchema)
		.max(MAX_CHECKS)
		.optional()
		.describe("What the worker's checks found; absent: it made none"),
	phash: phashSchema
		.nullable()
		.optional()
		.describe(
			"What a picture looks like, to find it by; null or absent: it was not decoded, or is of one colour",
		),
});
export type ManifestItem = z.infer<typeof manifestItemSchema>;

/** A week: nothing of an attempt takes longer. */
const MAX_SPAN_MS = 7 * 24 * 60 * 60 * 1000;
const span = z.int().nonnegative().max(MAX_SPAN_MS).optional();
const gpuMs = z.int().nonnegative().max(MAX_SPAN_MS);

/** What the worker measured of an attempt beside its GPU time, in milliseconds; what it did not measure is absent. */
const spansSchema = z
	.strictObject({
		cold_ms: span.describe("From the start of the worker, which this task was the reason for, to its claim"),
		load_ms: span.describe("Of the GPU time: until a node reported its first step; models are loaded in it"),
		upload_ms: span.describe("From the end of the GPU's work to the last stored output"),
	})
	.meta({ id: "AttemptSpans" });
export type Spans = z.infer<typeof spansSchema>;

export const completeRequestSchema = z
	.strictObject({
		manifest: z.array(manifestItemSchema).max(MAX_OUTPUTS),
		/** The graph as ComfyUI ran it: file inputs and prefixes filled in. Empty after a training. */
		graph: graphOrNoneSchema,
		gpu_ms: gpuMs,
		spans: spansSchema.optional(),
		/** Branches of the graph that ComfyUI did not run, and what it said of them. */
		blocked: z
			.array(
				z.strictObject({
					node: z.string().max(200),
					class_type: z.string().max(200).nullable().default(null),
					message: z.string().max(500),
				}),
			)
			.max(20)
			.default([]),
	})
	.meta({ id: "Completion" });
export type CompleteRequest = z.infer<typeof completeRequestSchema>;

export const failRequestSchema = z
	.strictObject({ failure: failureSchema, gpu_ms: gpuMs.default(0), spans: spansSchema.optional() })
	.meta({ id: "AttemptFailure" });
/**
 * Why a task is given back. `drain`: the worker leaves. `comfyui_unreachable`: its ComfyUI went down, is being
 * started again, or does not take the prompt or its files. `other`: see the reason.
 */
const RELEASE_CAUSES = ["drain", "comfyui_unreachable", "other"] as const;
export type ReleaseCause = (typeof RELEASE_CAUSES)[number];
export const releaseRequestSchema = z
	.strictObject({
		reason: z.string().max(200),
		cause: z.enum(RELEASE_CAUSES).default("drain"),
		gpu_ms: gpuMs.default(0),
		spans: spansSchema.optional(),
	})
	.meta({ id: "Release" });
/** Answer to complete, fail and release: what became of the task. */
export const attemptReplySchema = z.object({
	status: z.string(),
	job_status: z.string(),
	outputs: z
		.array(z.string())
		.default([])
		.describe(
			"Ids that the outputs of the manifest have from now on, in its order; empty where this call stored none",
		),
});

/**
 * An output of more than `bytes` is uploaded in parts of that size, the last one excepted, and `most` of them:
 * Cloudflare ends request bodies at 100 MB.
 */
export const OUTPUT_PARTS = { bytes: 64 * 1024 * 1024, most: 32 } as const;

/** From this size on, in bytes, a worker asks whether it may send a file straight to storage: a smaller one is not worth asking. */
export const DIRECT_BYTES = 8 * 1024 * 1024;

export const uploadUrlRequestSchema = z
	.strictObject({
		size: z.int().positive().describe("Of the whole file, in bytes"),
		sha256: z.string().regex(/^[0-9a-f]{64}$/),
		content_type: z.string().regex(/^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/),
	})
	.meta({ id: "UploadUrlRequest", description: "What is to be sent to storage" });
export type UploadUrlRequest = z.infer<typeof uploadUrlRequestSchema>;
export const uploadUrlReplySchema = z.object({
	direct: z
		.object({
			url: z.url().describe("Where to PUT the whole file. It says who may: nobody else is to see it"),
			headers: z
				.record(z.string(), z.string())
				.describe("To be sent with it as they are, and none of `x-amz-` beside them"),
			expires_at: z.iso.datetime().describe("Until when the request may begin: the end of the lease"),
		})
		.nullable()
		.describe("null: send it to this edge, with PUT"),
});
export type DirectUpload = z.infer<typeof uploadUrlReplySchema>["direct"];

/** Sent by an attempt that fetches a file: it would follow an address of storage. */
export const FOLLOWS_STORAGE = "x-follows-storage";

export const uploadReplySchema = z.object({ upload: z.int(), size: z.int(), sha256: z.string() });
