import * as z from "zod";
import { jobIdSchema } from "../jobs/stages.ts";
import { historyEntrySchema, outputFileSchema, sentGraphSchema } from "./comfyui.ts";

/**
 * What the editor of ComfyUI asks its server for beside what programs ask (comfyui-frontend-package 1.49.6, and
 * `/api/jobs` of ComfyUI 0.33.0).
 */

/** Jobs that one page holds, and how many may be passed over. */
export const MAX_JOBS = 200;
export const MAX_JOBS_OFFSET = 1000;

export const EDITOR_STATUSES = ["pending", "in_progress", "completed", "failed", "cancelled"] as const;
export type EditorStatus = (typeof EDITOR_STATUSES)[number];

const time = (description: string) =>
	z.int().optional().describe(`${description}, in milliseconds since 1970`);
const editorJobSchema = z
	.object({
		id: jobIdSchema,
		status: z.enum(EDITOR_STATUSES).describe("How it stands, in the editor's words"),
		priority: z.number().describe("Its place among others, lower first"),
		create_time: z.int().describe("When it came, in milliseconds since 1970"),
		execution_start_time: time("When it began"),
		execution_end_time: time("When it ended"),
		execution_error: z
			.record(z.string(), z.unknown())
			.optional()
			.describe("Why it failed, as `execution_error` of `/ws` says it"),
		outputs_count: z.int().describe("Files that it made"),
		preview_output: outputFileSchema
			.extend({
				nodeId: z.string().describe("Node that made it"),
				mediaType: z.string().describe("`images`, `audio` or `files`"),
			})
			.optional()
			.describe("The first of them"),
	})
	.meta({ id: "ComfyuiJob", description: "A job as the lists of ComfyUI's editor have it" });
export type EditorJob = z.infer<typeof editorJobSchema>;

export const editorJobsSchema = z
	.object({
		jobs: z.array(editorJobSchema).describe("The newest first, unless `sort_order` says otherwise"),
		pagination: z
			.object({
				offset: z.int().describe("Passed over"),
				limit: z.int().describe("Told at most"),
				total: z.int().describe("Passed over and told, and one where there are more"),
				has_more: z.boolean(),
			})
			.describe("Where the page is"),
	})
	.meta({ id: "ComfyuiJobs", description: "A page of jobs" });

const { outputs, status } = historyEntrySchema.shape;
export const editorJobDetailSchema = editorJobSchema
	.extend({
		outputs: outputs.optional(),
		execution_status: status.optional(),
		workflow: z
			.object({
				prompt: sentGraphSchema.describe("The graph as it was sent"),
				extra_data: z.record(z.string(), z.unknown()).describe("Empty: the editor's own file is not kept"),
			})
			.optional()
			.describe("Where it has ended"),
	})
	.meta({ id: "ComfyuiJobDetail", description: "A job as ComfyUI's editor opens it" });

export const cancelledSchema = z
	.object({ cancelled: z.boolean().describe("False: it had ended") })
	.meta({ id: "ComfyuiCancelled", description: "What became of a wish to cancel" });

export const usersSchema = z
	.object({
		storage: z.literal("server").describe("Always the same: the editor asks for no name then"),
		migrated: z.literal(true).describe("Always the same"),
	})
	.meta({ id: "ComfyuiUsers", description: "That the editor has one user" });

export const nothingSchema = z
	.record(z.string(), z.unknown())
	.meta({ id: "ComfyuiNothing", description: "Always empty" });

export const modelFoldersSchema = z
	.array(z.object({ name: z.string(), folders: z.array(z.string()).describe("Always empty: where it lies") }))
	.meta({ id: "ComfyuiModelFolders", description: "Folders of model files" });
export const folderFilesSchema = z
	.array(z.object({ name: z.string(), pathIndex: z.literal(0).describe("Always 0: in which of its places") }))
	.meta({ id: "ComfyuiFolderFiles", description: "Model files of a folder" });
