import * as z from "zod";

/**
 * What the editor of ComfyUI keeps with its server (`app/app_settings.py` and `app/user_manager.py` of ComfyUI 0.33.0):
 * settings by name, and files, the workflows that somebody saves among them.
 */

/** What an account may keep: settings. Lengths are of JSON, in characters. */
export const EDITOR_SETTINGS = { most: 500, name: 200, value: 65_536, all: 524_288 } as const;
/** The same of files: a file in bytes, all of them in characters once they are compressed. */
export const EDITOR_FILES = { most: 300, path: 250, file: 1_000_000, all: 10_000_000 } as const;

export const editorSettingsSchema = z.record(z.string(), z.unknown()).meta({
	id: "ComfyuiSettings",
	description: "Settings of ComfyUI's editor by their names, each any JSON",
});
export const editorSettingSchema = z
	.unknown()
	.meta({ id: "ComfyuiSetting", description: "The value of a setting, as JSON; null: it was never set" });

const editorFileSchema = z
	.object({
		path: z.string().describe("Where it is, below the folder that was asked for"),
		size: z.int().describe("Its bytes"),
		modified: z.int().describe("When it was written last, in milliseconds since 1970"),
		created: z.int().describe("When it was written first, in milliseconds since 1970"),
	})
	.meta({ id: "ComfyuiFile", description: "A file of ComfyUI's editor" });
export type EditorFile = z.infer<typeof editorFileSchema>;

export const editorFilesSchema = z
	.union([z.array(z.string()), z.array(z.array(z.string())), z.array(editorFileSchema)])
	.meta({
		id: "ComfyuiFiles",
		description: "Paths; with `split` each with its parts behind it; with `full_info` what is known of each",
	});
export const keptFileSchema = z
	.union([z.string(), editorFileSchema])
	.meta({ id: "ComfyuiKeptFile", description: "Its path; with `full_info` what is known of it" });

export const cancelJobsSchema = z
	.object({
		job_ids: z.array(z.string().max(100)).min(1).max(100).describe("Jobs of the account"),
	})
	.meta({ id: "ComfyuiCancelJobs", description: "Jobs that are to end" });
