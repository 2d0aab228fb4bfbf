import * as z from "zod";
import { categories, deepFreeze } from "../../definition/define.ts";
import { line } from "../../definition/parameters.ts";
import { VERSION_NUMBER } from "../../definition/version-number.ts";
import { documentLimits } from "../../document/limits.ts";
import { parameterFields as fields, name, scalar } from "../../document/parameter-fields.ts";
import { conditionSchema } from "./conditions.ts";
import { stageKey } from "./keys.ts";
import { pipelineLimits as limits, MAX_STAGES } from "./limits.ts";
import { sourceSchema } from "./sources.ts";

/**
 * A pipeline as plain JSON: named stages that run workflows and hand outputs on. What comes with Darkroom and
 * what an account stores are the same kind of document; nothing in it is run.
 */

/** A parameter that is a list says how long it may be. The other words are then about each item. */
const list = z
	.strictObject({
		least: z.int().min(0).max(limits.items),
		most: z.int().min(1).max(limits.items),
		default: z.array(scalar).max(limits.items).optional(),
	})
	.optional();

const pipelineParameterSchema = z
	.discriminatedUnion("type", [
		fields.text.extend({ list }),
		fields.integer.extend({ list }),
		fields.number.extend({ list }),
		fields.boolean.extend({ list }),
		fields.choice.extend({ list }),
		fields.seed,
		fields.model.extend({ list }),
		fields.image.extend({ list }),
		fields.mask.extend({ list }),
		fields.video.extend({ list }),
		fields.audio.extend({ list }),
	])
	.meta({ id: "PipelineParameter" });
export type PipelineParameter = z.infer<typeof pipelineParameterSchema>;

const id = z
	.string()
	.max(80)
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower case words with hyphens, such as my-pipeline");
const workflow = z
	.string()
	.max(100)
	.regex(
		new RegExp(`^[a-z0-9]+(-[a-z0-9]+)*(@${VERSION_NUMBER})?$`),
		"must be the id of a workflow, or id@version, such as flux-base-image@1",
	);
const values = z
	.record(name, sourceSchema)
	.refine((given) => Object.keys(given).length <= limits.values, `takes at most ${limits.values} values`);

const runSchema = z.union(
	[
		z.strictObject({ workflow }),
		/** The first whose condition holds; its values count before those of the stage. The last needs none. */
		z.strictObject({
			first_of: z
				.array(z.strictObject({ when: conditionSchema.optional(), workflow, with: values.optional() }))
				.min(1)
				.max(limits.alternatives),
		}),
		z.strictObject({ trainer: id }),
		z.strictObject({ check: id }),
	],
	{
		error:
			'must say what runs: {"workflow": "id@version"}, {"first_of": [{"when": …, "workflow": …}, {"workflow": …}]}, {"trainer": id} or {"check": id}',
	},
);

const gateSchema = z.union(
	[
		z.strictObject({ approve: z.literal(true) }),
		z.strictObject({ pick: z.tuple([z.int().min(1), z.int().min(1)]) }),
	],
	{ error: 'must be {"approve": true} or {"pick": [least, most]}' },
);

/** Seeds of each prompt of a comparison, and states of a training that one compares. */
const MOST_SEEDS = 4;
const MOST_CHECKPOINTS = 12;

const comparesSchema = z.strictObject({
	/** The stage that trains. */
	stage: stageKey,
	/** Each request is made with each of these. */
	seeds: z.array(z.int().min(0).max(0xffff_ffff)).min(1).max(MOST_SEEDS),
	/** Of more than these it takes some at even distances, and always the last. */
	checkpoints: z.int().min(1).max(MOST_CHECKPOINTS),
});

const stageSchema = z
	.strictObject({
		key: stageKey,
		title: line(documentLimits.title),
		/** Stages that must have ended first, besides those whose outputs it takes or asks for. */
		needs: z.array(stageKey).max(limits.needs).optional(),
		/** Otherwise it is skipped. */
		when: conditionSchema.optional(),
		/** The job goes on where it fails, or where nothing here can run it. */
		optional: z.literal(true).optional(),
		run: runSchema,
		/** The parameters of the workflow. */
		with: values,
		/** Runs once for each item of this list. */
		each: sourceSchema.optional(),
		/**
		 * Each of its requests is made without the LoRA that a stage before trained, and with each of its checkpoints, at
		 * the same seeds: so that it can be said which of them is the best.
		 */
		compares: comparesSchema.optional(),
		/** What a person has to say before the next stages open. */
		gate: gateSchema.optional(),
		/** What looks at its outputs, and how many other takes that may ask for. */
		check: z.strictObject({ id, retakes: z.int().min(0).max(limits.retakes) }).optional(),
		/** Its outputs do not stand in ordinary lists. */
		hidden: z.literal(true).optional(),
		/** What its outputs are. */
		label: z
			.string()
			.max(documentLimits.name)
			.regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, "must be upper case words with _, such as REFERENCE_FRONT")
			.optional(),
	})
	.meta({ id: "PipelineStage" });
export type StageDefinition = z.infer<typeof stageSchema>;
export type Gate = z.infer<typeof gateSchema>;

const lines = z.array(line(documentLimits.sentence)).max(documentLimits.notes).optional();

export const pipelineDocumentSchema = z
	.strictObject({
		id,
		title: line(documentLimits.title),
		purpose: line(documentLimits.sentence),
		category: z.enum(categories),
		parameters: z.array(pipelineParameterSchema).max(limits.parameters),
		stages: z.array(stageSchema).min(1).max(MAX_STAGES),
		/** What one of its jobs may cost, unless its request says otherwise, or all its jobs about one character. */
		budget: z
			.strictObject({ micro_usd: z.int().min(0).max(limits.budget), of: z.enum(["job", "character"]) })
			.optional(),
		/** Parameters that are accepted as they are. */
		example: z.record(name, z.union([scalar, z.array(scalar).max(limits.items)])),
		/** What a user should know. */
		notes: lines,
		/** What is promised, for people who accept the work. */
		acceptance: lines,
	})
	.meta({ id: "PipelineDocument", description: "A pipeline as plain JSON." });
export type PipelineDocument = z.infer<typeof pipelineDocumentSchema>;

/** A pipeline in one of its versions. */
export interface PipelineDefinition extends PipelineDocument {
	/** An integer from 1. With `id` it is what a job asks for: `film-from-picture@1`. */
	version: number;
}

/** Declares a pipeline of the library. Whether it fits together is checked by the tests (`checkPipeline`). */
export function definePipeline(definition: PipelineDefinition): PipelineDefinition {
	return deepFreeze(definition);
}
