import * as z from "zod";

/** What the routes of ComfyUI's own server say of what it is and has. */

export const nodeClassesSchema = z
	.record(z.string(), z.record(z.string(), z.unknown()))
	.meta({ id: "ComfyuiNodeClasses", description: "Node classes by name, as ComfyUI tells them" });

export const systemStatsSchema = z
	.object({
		system: z
			.object({
				os: z.literal("posix").describe("Always the same"),
				ram_total: z.int().describe("Always 0: workers do not tell"),
				ram_free: z.int().describe("Always 0"),
				comfyui_version: z.string().describe("Of the newest worker; empty: none is there"),
				python_version: z.string().describe("Always empty"),
				pytorch_version: z.string().describe("Always empty"),
				embedded_python: z.boolean().describe("Always false"),
				argv: z.array(z.string()).describe("Always empty"),
			})
			.describe("What there is to be told of the workers together"),
		devices: z
			.array(
				z.object({
					name: z.string().describe("What the GPU is called"),
					type: z.string().describe("`cuda`, `mps`, …"),
					index: z.int().describe("Counted from 0"),
					vram_total: z.int().describe("Bytes"),
					vram_free: z.int().describe("Always 0: workers do not tell"),
					torch_vram_total: z.int().describe("Always 0"),
					torch_vram_free: z.int().describe("Always 0"),
				}),
			)
			.describe("One for each worker that is there, at most 100"),
	})
	.meta({ id: "ComfyuiSystemStats", description: "The GPUs of the pool" });

export const featuresSchema = z
	.object({
		supports_preview_metadata: z.boolean().describe("Previews may come with the node that they are of"),
		max_upload_size: z.int().describe("Bytes"),
	})
	.meta({ id: "ComfyuiFeatures", description: "What a client may count on" });

export const freeSchema = z
	.looseObject({
		unload_models: z.boolean().nullable().optional().describe("Has no effect"),
		free_memory: z.boolean().nullable().optional().describe("Has no effect"),
	})
	.meta({ id: "ComfyuiFree", description: "What is to be freed" });

/** Types of the messages that `/ws` sends as text, as ComfyUI calls them. */
const MESSAGE_TYPES = [
	"status",
	"feature_flags",
	"execution_start",
	"execution_cached",
	"executing",
	"progress_state",
	"progress",
	"executed",
	"execution_success",
	"execution_error",
	"execution_interrupted",
] as const;

export const messageSchema = z
	.object({
		type: z.enum(MESSAGE_TYPES).describe("What it tells"),
		data: z.record(z.string(), z.unknown()).describe("As ComfyUI has it; `prompt_id` is the id of the job"),
	})
	.meta({ id: "ComfyuiMessage", description: "A message of `/ws` as text; previews are binary" });
export type MessageType = (typeof MESSAGE_TYPES)[number];
