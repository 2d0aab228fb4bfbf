import * as z from "zod";
import { OUTPUT_KINDS } from "../assets/assets.ts";
import { JOB_STATUSES } from "../status.ts";

/**
 * What `/api/v2` says and takes: the shapes of Comfy API v2 (github.com/Comfy-Org/docs, openapi-v2.yaml; the npm package
 * `@comfyorg/sdk` 0.1.9 holds the same), so that its clients work here with another base URL.
 */
const hash = z
	.string()
	.nullable()
	.describe("`blake3:` and 64 hex digits; null where nobody has asked for it");
const place = {
	url: z.url().describe("Where the bytes are read without a key"),
	url_expires_at: z.iso.datetime().describe("Until when"),
};

export const comfyAssetSchema = z
	.object({
		id: z.string().describe("Id of the asset, `ast_…`"),
		hash,
		size_bytes: z.int().nonnegative().describe("Bytes"),
		content_type: z.string(),
		file_path: z.string().describe("Name of the file, made safe"),
		created_new: z
			.boolean()
			.optional()
			.describe("Of an upload: whether the account did not have these bytes"),
		created_at: z.iso.datetime(),
		...place,
		expires_at: z.iso.datetime().nullable().describe("When it is deleted; null: never"),
		job_id: z.string().nullable().describe("The job that made it; null: it was uploaded"),
	})
	.meta({ id: "ComfyAsset", description: "An asset in the words of Comfy API v2" });
export type ComfyAsset = z.infer<typeof comfyAssetSchema>;

const comfyOutputSchema = z
	.object({
		node_id: z
			.string()
			.describe("The node that made it; of a workflow of the library, the name of the output"),
		name: z.string().describe("Name of the file"),
		type: z.enum(OUTPUT_KINDS).describe("What it is"),
		content_type: z.string(),
		size_bytes: z.int().nonnegative().describe("Bytes"),
		id: z.string().describe("Id of the asset, `ast_…`"),
		hash,
		...place,
		job_id: z.string(),
	})
	.meta({ id: "ComfyOutput", description: "A file that a job made, in the words of Comfy API v2" });
export type ComfyOutput = z.infer<typeof comfyOutputSchema>;

const comfyProgressSchema = z
	.object({
		value: z.number().min(0).max(1).describe("Share of the whole graph, 0 to 1"),
		nodes_done: z.int(),
		nodes_total: z.int(),
		current_node: z.string().nullable().describe("Id of the node that runs"),
		current_node_class: z.string().nullable().describe("Its title, else its class"),
		step: z.int().nullable(),
		steps: z.int().nullable(),
		message: z.string().nullable(),
	})
	.meta({ id: "ComfyProgress", description: "How far a job is, in the words of Comfy API v2" });
export type ComfyProgress = z.infer<typeof comfyProgressSchema>;

export const comfyJobSchema = z
	.object({
		id: z.string(),
		status: z.enum(JOB_STATUSES),
		created_at: z.iso.datetime(),
		started_at: z.iso.datetime().nullable(),
		completed_at: z.iso.datetime().nullable().describe("When it ended; null: it has not"),
		expires_at: z.iso
			.datetime()
			.describe("When the job is deleted; the year 9999 where the account keeps its jobs"),
		queue_position: z
			.int()
			.nullable()
			.describe("Tasks of the account that go before it; null where it does not wait"),
		progress: comfyProgressSchema.nullable(),
		outputs: z.array(comfyOutputSchema),
		error: z
			.object({
				code: z.string(),
				message: z.string(),
				node_id: z.string().nullable(),
				class_type: z.string().nullable(),
				traceback: z.null().describe("Never told: it shows how the machine is built"),
			})
			.nullable(),
		metrics: z
			.object({
				queue_ms: z.int().nullable().describe("Milliseconds from the submission to the first start"),
				execution_ms: z.int().nullable().describe("Milliseconds from the first start to the end"),
			})
			.describe("How long it took; null where it has not come so far"),
		urls: z.object({ self: z.string(), events: z.string(), cancel: z.string() }),
	})
	.meta({ id: "ComfyJob", description: "A job in the words of Comfy API v2" });
export type ComfyJob = z.infer<typeof comfyJobSchema>;

export const comfyJobRequestSchema = z
	.strictObject({
		workflow: z
			.record(z.string(), z.unknown())
			.describe(
				'A graph in API format. Where an input takes a file: `{"__type": "core/ASSET", "info": {"id": "ast_…"}}`',
			),
		extra_data: z
			.strictObject({
				api_key_comfy_org: z
					.string()
					.optional()
					.describe("Refused: a worker has the key of its partner nodes, and requests carry none"),
			})
			.optional()
			.describe("What ComfyUI is told beside the graph"),
	})
	.meta({ id: "ComfyJobRequest", description: "What to run, in the words of Comfy API v2" });

export const comfyWorkflowSchema = z
	.object({
		workflow: z.record(z.string(), z.unknown()).describe("The graph as it ran, or will run"),
		format: z.literal("api").describe("It is in API format"),
	})
	.meta({ id: "ComfyWorkflow", description: "The graph of a job in the words of Comfy API v2" });

/** `blake3:` and the hash in hex. */
export const comfyHashSchema = z
	.string()
	.regex(/^blake3:[0-9a-f]{64}$/, "a hash is `blake3:` and 64 hex digits");

export const comfyHashRequestSchema = z
	.strictObject({
		hash: comfyHashSchema.describe("`blake3:` and 64 hex digits"),
		file_path: z.string().max(1000).optional().describe("Not used: the asset that is there keeps its name"),
		tags: z.array(z.string().max(200)).max(50).optional().describe("Not used"),
		expires_in: z.int().min(60).max(604_800).optional().describe("Not used: the account says how long"),
	})
	.meta({ id: "ComfyHashRequest", description: "Which bytes are meant, in the words of Comfy API v2" });

/** What the events of a job carry, by their name. */
export const comfyEventSchema = z
	.union([
		z.object({
			status: z.enum(JOB_STATUSES),
			queue_position: z.int().nullable().describe("Always null: ask for the job"),
		}),
		comfyProgressSchema,
		comfyOutputSchema,
		z.object({
			node_id: z.string(),
			content_type: z.string(),
			data_base64: z.string().describe("The picture"),
		}),
	])
	.meta({
		id: "ComfyEvent",
		description: "Data of an event called `status`, `progress`, `output` or `preview`, in that order here",
	});
