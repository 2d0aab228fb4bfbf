import * as z from "zod";
import { jobIdSchema } from "../jobs/stages.ts";

/**
 * What `/run`, `/runsync`, `/status` and `/cancel` take and say: RunPod's job API with the body of worker-comfyui
 * (github.com/runpod-workers/worker-comfyui, README of 5.x), so that programs that run it move by changing a URL.
 */

/** Largest body, in bytes: its text, its values and its pictures are in memory at once. Larger files are uploaded. */
export const MAX_RUN_BODY_BYTES = 13_500_000;
/** Pictures of one request. */
const MAX_RUN_IMAGES = 64;
/** Milliseconds that `/runsync` waits: RunPod's default and bounds. */
export const RUN_WAIT_MS = { least: 1000, most: 300_000, usual: 90_000 };
/** Outputs travel in the answer up to so many bytes together; the others have an address. */
export const MAX_ANSWER_BYTES = 10_000_000;

export const runRequestSchema = z
	.strictObject({
		input: z
			.strictObject({
				workflow: z.record(z.string(), z.unknown()).describe("A graph in API format"),
				images: z
					.array(
						z.strictObject({
							name: z.string().min(1).max(300).describe("The name by which inputs of the graph ask for it"),
							image: z.string().describe("The picture in base64, or as a `data:` URL"),
						}),
					)
					.max(MAX_RUN_IMAGES)
					.default([])
					.describe("Pictures that the graph reads"),
				comfy_org_api_key: z
					.string()
					.optional()
					.describe("Refused: a worker has the key of its partner nodes, and requests carry none"),
			})
			.describe("What to run"),
		policy: z
			.strictObject({
				ttl: z
					.int()
					.min(10_000)
					.max(7 * 24 * 60 * 60 * 1000)
					.optional()
					.describe("Milliseconds from now after which the job is given up as `TIMED_OUT`"),
				executionTimeout: z
					.int()
					.optional()
					.describe("Not used: workers find a ComfyUI that hangs by themselves"),
				lowPriority: z.boolean().optional().describe("Whether it goes behind other jobs of the account"),
			})
			.optional()
			.describe("For how long, and before whom"),
	})
	.meta({ id: "RunRequest", description: "What to run, in the words of worker-comfyui on RunPod" });
export type RunRequest = z.infer<typeof runRequestSchema>;

const RUN_STATUSES = ["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"] as const;

export const runStatusSchema = z
	.object({
		id: jobIdSchema,
		status: z.enum(RUN_STATUSES).describe("What became of it so far"),
		delayTime: z.int().optional().describe("Milliseconds it waited; absent: it waits"),
		executionTime: z.int().optional().describe("Milliseconds it took; absent: it has not ended"),
		error: z.string().optional().describe("Why it failed"),
		output: z
			.object({
				images: z
					.array(
						z.object({
							filename: z.string(),
							type: z
								.enum(["base64", "s3_url"])
								.describe("`s3_url`: the files are too large together, and this one has an address"),
							data: z.string().describe("The file in base64, or its address, good for an hour without a key"),
						}),
					)
					.describe("Every file that it made, of whichever kind"),
			})
			.optional()
			.describe("What it made; absent: it has not succeeded"),
	})
	.meta({ id: "RunStatus", description: "A job in the words of worker-comfyui on RunPod" });
export type RunStatus = z.infer<typeof runStatusSchema>;
