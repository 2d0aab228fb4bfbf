import * as z from "zod";
import { gateSchema } from "./stages.ts";

/** `id` or `id@version`. */
export const pipelineReferenceSchema = z
	.string()
	.max(100)
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*(@[1-9]\d{0,8})?$/, "must be an id, or id@version");

const pipelineStageSchema = z
	.object({
		key: z.string(),
		title: z.string(),
		needs: z.array(z.string()).describe("Keys of the stages that must have ended before it"),
		workflows: z
			.array(z.string())
			.describe("What it may run; empty where a trainer or a check does its work"),
		fan_out: z.boolean().describe("It runs once for each item of a list"),
		optional: z.boolean().describe("The job goes on without it where it fails"),
		conditional: z.boolean().describe("It is skipped where its condition does not hold"),
		gate: gateSchema.nullable().describe("What a person is asked before the next stages open"),
		hidden: z.boolean().describe("Its outputs do not stand in ordinary lists"),
		label: z.string().nullable().describe("What its outputs are, such as REFERENCE_FRONT"),
	})
	.meta({ id: "PipelineStageSummary", description: "A stage of a pipeline, as a list shows it" });

/** What a pipeline takes and does. */
export const pipelineSchema = z
	.object({
		id: z.string(),
		version: z.int(),
		title: z.string(),
		purpose: z.string(),
		category: z.string(),
		parameters: z.record(z.string(), z.unknown()).describe("JSON Schema of what a job sends as `parameters`"),
		stages: z.array(pipelineStageSchema),
		example: z.record(z.string(), z.unknown()).describe("Parameters that are accepted as they are"),
		notes: z.array(z.string()),
		acceptance: z.array(z.string()).describe("What is promised, for people who accept the work"),
	})
	.meta({ id: "Pipeline", description: "What a pipeline takes, and its stages" });
export type PipelineResource = z.infer<typeof pipelineSchema>;
