import * as z from "zod";
import { VERSION_NUMBER } from "../../../workflows/definition/version-number.ts";
import { pipelineDocumentSchema } from "../../../workflows/pipelines/definition/document.ts";
import { skipReasons } from "../../../workflows/pipelines/plan/plan-stage.ts";
import { withRetakes } from "../jobs/estimates.ts";
import { gateSchema } from "../jobs/stages.ts";
import { standing, workflowIdSchema } from "./workflows.ts";

/** `id` or `id@version`. */
export const pipelineReferenceSchema = z
	.string()
	.max(100)
	.regex(new RegExp(`^[a-z0-9]+(-[a-z0-9]+)*(@${VERSION_NUMBER})?$`), "must be an id, or id@version");

const pipelineStageSchema = z
	.object({
		key: z.string(),
		title: z.string(),
		needs: z.array(z.string()).describe("Keys of the stages that must have ended before it"),
		workflows: z
			.array(z.string())
			.describe("What it may run; empty where a trainer or a check does its work"),
		fan_out: z.boolean().describe("It runs once for each item of a list"),
		compares: z
			.string()
			.nullable()
			.describe("The stage whose checkpoints its pictures compare, with and without the LoRA; null: none"),
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
		...standing,
	})
	.meta({ id: "Pipeline", description: "What a pipeline takes, and its stages" });
export type PipelineResource = z.infer<typeof pipelineSchema>;

/** A pipeline as a list shows it: what stands in its row. */
export const pipelineSummarySchema = pipelineSchema
	.extend({
		details_omitted: z
			.boolean()
			.describe(
				"What it takes would be more than 8 KB: `parameters`, `example`, `notes` and `acceptance` are empty here, and `stages` too where those alone are more. Ask for the pipeline itself.",
			),
	})
	.meta({ id: "PipelineSummary", description: "A pipeline as a list shows it" });
export type PipelineSummary = z.infer<typeof pipelineSummarySchema>;

const document = z
	.record(z.string(), z.unknown())
	.describe("A `PipelineDocument`; every mistake in it is told with a pointer");

export const createPipelineSchema = z
	.strictObject({ id: workflowIdSchema.optional().describe("As the document says, unless sent"), document })
	.meta({ id: "PipelineRequest", description: "A pipeline of the account's own" });

export const createPipelineVersionSchema = z
	.strictObject({ document })
	.meta({ id: "PipelineVersionRequest", description: "Its next version" });

export const createdPipelineSchema = z
	.object({ pipeline: pipelineSchema, document: pipelineDocumentSchema })
	.meta({
		id: "CreatedPipeline",
		description: "A version of a pipeline, with its document as it was stored",
	});
export type CreatedPipeline = z.infer<typeof createdPipelineSchema>;

export const storedPipelineDocumentSchema = z
	.object({ id: z.string(), version: z.int(), document: pipelineDocumentSchema })
	.meta({ id: "StoredPipelineDocument", description: "A pipeline's document, as it was stored" });

export const pipelineVersionSchema = z
	.object({ id: z.string(), version: z.int(), title: z.string(), ...standing })
	.meta({ id: "PipelineVersion", description: "One version of a pipeline" });
export type PipelineVersionResource = z.infer<typeof pipelineVersionSchema>;

const between = (what: string) => z.object({ least: z.number(), most: z.number() }).describe(what);

const price = z
	.object({ least: z.int(), most: z.int() })
	.nullable()
	.describe(
		"Millionths of a US dollar; null where no price is known. An estimate: what counts is what was measured",
	);

const stageEstimateSchema = z
	.object({
		key: z.string(),
		title: z.string(),
		skipped: z.enum(skipReasons).nullable().describe("Why it is left out, where that is known beforehand"),
		tasks: between("How many tasks"),
		seconds: between("All of them one after the other on one GPU, models loaded"),
		vram_gb: z.number().describe("GPU memory that is enough; 0 where no GPU is used"),
		micro_usd: price,
		gpu: z.string().nullable().describe("The GPU whose price was reckoned with"),
		source: z.string().nullable().describe("Where the price comes from"),
	})
	.meta({ id: "StageEstimate", description: "What one stage will roughly take" });

export const pipelineEstimateSchema = z
	.object({
		stages: z.array(stageEstimateSchema),
		tasks: between("Of all stages"),
		seconds: between("Of all stages, one after the other; waiting for people is not in it"),
		vram_gb: z.number(),
		micro_usd: price,
	})
	.meta({ id: "PipelineEstimate", description: "What a pipeline will roughly take, stage by stage" });

export const pipelineEstimateReplySchema = z
	.object({
		pipeline: z.string(),
		estimate: pipelineEstimateSchema,
		with_retakes_micro_usd: withRetakes,
	})
	.meta({ id: "PipelineEstimateReply", description: "The estimate, and of which version it is" });
export type PipelineEstimateReply = z.infer<typeof pipelineEstimateReplySchema>;
