import * as z from "zod";
import { jobIdSchema } from "../jobs/stages.ts";

/**
 * What the routes of ComfyUI's own server take and say (github.com/comfyanonymous/ComfyUI, server.py of 0.3.64 and
 * 0.33.0), so that its clients work here with another address. Fields that they send and that mean nothing here are
 * let through, as its server does.
 */

/** Where a job keeps the id of the client that queued it; the field is there exactly where a job came by these routes. */
export const CLIENT_ID = "comfyui_client_id";
/** Where it keeps that its client wants previews, and how ComfyUI is to make them. */
export const PREVIEW_METHOD = "comfyui_preview_method";
/** The largest body of `POST /prompt`, in bytes: clients send the editor's whole file beside the graph. */
export const MAX_PROMPT_BYTES = 8_000_000;
/** Entries of history, and of each half of the queue, that one answer holds. */
export const MAX_ENTRIES = 100;
/** Entries of history that may be passed over. */
export const MAX_OFFSET = 10_000;
/** Jobs that one request may name. */
const MAX_NAMED = 1000;

export const sentGraphSchema = z.record(z.string(), z.unknown());
const graph = sentGraphSchema;

export const promptRequestSchema = z
	.looseObject({
		prompt: graph.optional().describe("The graph in API format. Without one it is refused as `no_prompt`"),
		prompt_id: z
			.string()
			.nullable()
			.optional()
			.describe("Refused: the id of a prompt is the id of its job, and is made here"),
		client_id: z
			.string()
			.max(200)
			.optional()
			.describe("Who is told of it on `/ws?clientId=`; kept in the metadata of the job"),
		number: z.number().nullable().optional().describe("Below 0: before what waits. All else has no effect"),
		front: z.boolean().nullable().optional().describe("Before what waits of the account"),
		extra_data: z
			.looseObject({
				api_key_comfy_org: z
					.string()
					.nullable()
					.optional()
					.describe("Refused: a worker has the key of its partner nodes, and requests carry none"),
				auth_token_comfy_org: z.string().nullable().optional().describe("Refused likewise"),
				preview_method: z
					.string()
					.max(100)
					.nullable()
					.optional()
					.describe(
						"`auto`, `latent2rgb` or `taesd`: `/ws` sends previews without metadata too, as workers make them",
					),
			})
			.nullable()
			.optional()
			.describe("What else is in it is not kept: what is delivered carries no workflow"),
		partial_execution_targets: z
			.array(z.unknown())
			.nullable()
			.optional()
			.describe("Refused where there are any: leave other outputs out of the graph"),
	})
	.meta({ id: "ComfyuiPromptRequest", description: "A graph to run, as ComfyUI's own server takes it" });
export type PromptRequest = z.infer<typeof promptRequestSchema>;

const nodeErrorsSchema = z
	.object({
		errors: z
			.array(
				z.object({
					type: z.string().describe("What it is, as a word"),
					message: z.string(),
					details: z.string().describe("The input"),
					extra_info: z.record(z.string(), z.unknown()).describe("`input_name`, where one is meant"),
				}),
			)
			.describe("What is wrong with the node"),
		dependent_outputs: z.array(z.string()).describe("Always empty"),
		class_type: z.string().describe("Class of the node"),
	})
	.meta({ id: "ComfyuiNodeErrors", description: "What is wrong with a node, as a refusal says it" });

export const promptReplySchema = z
	.object({
		prompt_id: jobIdSchema.describe("Id of the job"),
		number: z.number().describe("Its place among others, lower first: when it came, in milliseconds"),
		node_errors: z
			.record(z.string(), nodeErrorsSchema)
			.describe("Always empty: a graph is refused where a part of it cannot run, and `node_errors` says why"),
	})
	.meta({ id: "ComfyuiPromptReply", description: "The prompt was stored and will run" });
export type PromptReply = z.infer<typeof promptReplySchema>;

export const promptInfoSchema = z
	.object({
		exec_info: z
			.object({
				queue_remaining: z.int().describe("Prompts that wait or run; more than 1000 are not counted"),
			})
			.describe("What is to be done"),
	})
	.meta({ id: "ComfyuiPromptInfo", description: "How much is queued" });

/** `[number, prompt_id, prompt, extra_data, outputs_to_execute]` */
const queueItemSchema = z
	.tuple([
		z.number(),
		jobIdSchema,
		graph,
		z.object({
			client_id: z.string().optional().describe("Who queued it, where it was said"),
			create_time: z.int().describe("When it came, in milliseconds since 1970"),
		}),
		z.array(z.string()),
	])
	.meta({
		id: "ComfyuiQueueItem",
		description:
			"Number, id, graph, `client_id` with the time it came (milliseconds), and the nodes that nothing else reads. The graph is empty where an answer would become too large: ask `/history/{id}`",
	});
export type QueueItem = z.infer<typeof queueItemSchema>;

export const queueSchema = z
	.object({
		queue_running: z.array(queueItemSchema).describe("Those that run"),
		queue_pending: z.array(queueItemSchema).describe("Those that wait, the oldest first"),
	})
	.meta({ id: "ComfyuiQueue", description: "What came by these routes and has not ended" });

const named = z.array(jobIdSchema.or(z.string().max(100))).max(MAX_NAMED);
export const queueChangeSchema = z
	.looseObject({
		clear: z.boolean().nullable().optional().describe("Cancel what came by these routes and waits"),
		delete: named
			.nullable()
			.optional()
			.describe("Cancel these jobs of the account where they wait; unknown ids are passed over"),
	})
	.meta({ id: "ComfyuiQueueChange", description: "What is to go from the queue" });

export const interruptSchema = z
	.looseObject({
		prompt_id: z
			.string()
			.max(100)
			.nullable()
			.optional()
			.describe("The job to cancel if it runs; absent: all that run and came by these routes"),
	})
	.meta({ id: "ComfyuiInterrupt", description: "What is to be interrupted" });

export const outputFileSchema = z
	.object({
		filename: z.string(),
		subfolder: z.string().describe("Id of the asset"),
		type: z.literal("output").describe("Where `/view` finds it"),
	})
	.meta({ id: "ComfyuiFile", description: "A file as `/view` is asked for it" });
const nodeOutputSchema = z
	.object({
		images: z.array(outputFileSchema).optional().describe("Pictures and films"),
		animated: z.array(z.boolean()).optional().describe("Where there are films among them"),
		audio: z.array(outputFileSchema).optional().describe("Sounds"),
		files: z.array(outputFileSchema).optional().describe("Everything else"),
	})
	.meta({ id: "ComfyuiNodeOutput", description: "What a node left" });
export type NodeOutput = z.infer<typeof nodeOutputSchema>;

export const historyEntrySchema = z
	.object({
		prompt: queueItemSchema,
		outputs: z.record(z.string(), nodeOutputSchema).describe("By node"),
		status: z
			.object({
				status_str: z.enum(["success", "error"]).describe("`error` of a canceled one too: see `messages`"),
				completed: z.boolean().describe("Whether it succeeded"),
				messages: z
					.array(z.tuple([z.string(), z.record(z.string(), z.unknown())]))
					.describe("`execution_start`, `execution_cached`, and how it ended"),
			})
			.describe("How it ended"),
		meta: z
			.record(
				z.string(),
				z.object({
					node_id: z.string(),
					display_node: z.string().describe("The same"),
					parent_node: z.null().describe("None"),
					real_node_id: z.string().describe("The same"),
				}),
			)
			.describe("By node"),
	})
	.meta({ id: "ComfyuiHistoryEntry", description: "A job that has ended, as ComfyUI's history has it" });
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
export const historySchema = z
	.record(z.string(), historyEntrySchema)
	.meta({ id: "ComfyuiHistory", description: "Entries by the id of their job, the oldest first" });

export const historyChangeSchema = z
	.looseObject({})
	.meta({ id: "ComfyuiHistoryChange", description: "Refused, whatever it says" });

export const uploadedSchema = z
	.object({
		name: z
			.string()
			.describe("What inputs of graphs call it: another name where it was taken by another picture"),
		subfolder: z.string().describe("As it was sent. Uploads are found by their name alone"),
		type: z.literal("input").describe("Uploads are inputs"),
		asset: z.object({ id: z.string().describe("Id of the asset, `ast_…`") }).describe("Where it is here"),
	})
	.meta({ id: "ComfyuiUploaded", description: "An upload as ComfyUI tells of it" });
