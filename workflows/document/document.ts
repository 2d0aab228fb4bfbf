import * as z from "zod";
import { categories, families } from "../definition/define.ts";
import { line, modelFileName } from "../definition/parameters.ts";
import { apiGraphSchema } from "../graph/graph.ts";
import { documentLimits as limits } from "./limits.ts";
import { folder, name, parameterFields, scalar } from "./parameter-fields.ts";

/**
 * A workflow as plain JSON: what an import proposes, what an account stores, and what `fromDocument` makes a
 * `WorkflowDefinition` of. It says less than a definition written by hand (no computed values, no presets, no
 * lists of files), and nothing in it is run.
 */

const nodeId = z.string().min(1).max(128);
const inputName = z.string().min(1).max(200);
const slot = z.strictObject({ node: nodeId, input: inputName });

const https = z
	.string()
	.max(500)
	.regex(/^https:\/\/\S+$/, "must be an address that begins with https://");

const integer = z.int();
const number = z.number();
const slots = z.array(slot).max(limits.slots);
/** A file goes to one place: that input must be "" in the graph. */
const fileSlots = z.array(slot).length(1);
const fields = parameterFields;

const parameterDocumentSchema = z
	.discriminatedUnion("type", [
		fields.text.extend({ slots }),
		fields.integer.extend({ slots }),
		fields.number.extend({ slots }),
		fields.boolean.extend({ slots }),
		fields.choice.extend({ slots }),
		fields.seed.extend({ slots }),
		fields.model.extend({ slots }),
		fields.image.extend({ slots: fileSlots }),
		fields.mask.extend({ slots: fileSlots }),
		fields.video.extend({ slots: fileSlots }),
		fields.audio.extend({ slots: fileSlots }),
	])
	.meta({ id: "WorkflowDocumentParameter" });
export type ParameterDocument = z.infer<typeof parameterDocumentSchema>;

const part = z.strictObject({
	name,
	/** When the part goes. */
	when: z.union([
		z.strictObject({ absent: name }),
		z.strictObject({ present: name }),
		z.strictObject({ parameter: name, is: scalar }),
		z.strictObject({ parameter: name, is_not: scalar }),
	]),
	remove: z.array(nodeId).max(limits.partNodes),
	rewire: z
		.array(
			slot.extend({
				/** `[node id, output slot]`, or null to leave an optional input out. */
				to: z.tuple([nodeId, integer.min(0).max(1000)]).nullable(),
			}),
		)
		.max(limits.partNodes),
});
export type PartDocument = z.infer<typeof part>;

const output = z.strictObject({
	name,
	node: nodeId,
	kind: z.enum(["image", "video", "audio", "text", "latent", "file"]),
});

const requiredModel = z.strictObject({
	folder,
	file: modelFileName,
	/** Only while this part is in the graph. */
	part: name.optional(),
	licence: line(limits.sentence).optional(),
	source: https.optional(),
});

const pack = z.strictObject({
	name: line(limits.title),
	source: https,
	licence: line(limits.sentence).optional(),
});

export const workflowDocumentSchema = z
	.strictObject({
		id: z
			.string()
			.max(80)
			.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower case words with hyphens, such as my-portrait"),
		title: line(limits.title),
		purpose: line(limits.sentence),
		category: z.enum(categories),
		family: z.enum(families),
		parameters: z.array(parameterDocumentSchema).max(limits.parameters),
		graph: apiGraphSchema,
		parts: z.array(part).max(limits.parts).optional(),
		outputs: z.array(output).max(limits.outputs),
		/** Files that are always the same. Those that a parameter names are told from its folder. */
		models: z.array(requiredModel).max(limits.models).optional(),
		custom_nodes: z.array(pack).max(limits.custom_nodes).optional(),
		/** Oldest ComfyUI known to run it. */
		comfyui: z
			.string()
			.max(40)
			.regex(/^\d+(\.\d+)*$/, "must be a version such as 0.3.64")
			.optional(),
		launch_flags: z
			.array(
				z
					.string()
					.max(100)
					.regex(/^--[a-z0-9][a-z0-9-]*$/, "must be a flag such as --fp32-vae"),
			)
			.max(limits.launch_flags)
			.optional(),
		/** GPU memory that is enough, in GB. */
		vram_gb: number.min(0).max(1000).optional(),
		typical_seconds: number.positive().max(86_400).optional(),
		timeout_seconds: number.positive().max(86_400).optional(),
		/** Where a partner runs it: what one task costs there, in micro-USD, and where the figure is from. */
		partner: z
			.strictObject({ micro_usd: integer.min(0).max(1_000_000_000), source: line(limits.sentence) })
			.optional(),
		/** What may be done with the pictures. */
		licence: line(limits.sentence).optional(),
		notes: z.array(line(limits.sentence)).max(limits.notes).optional(),
		/** Parameters that are accepted as they are. */
		example: z.record(z.string().max(limits.name), scalar).optional(),
	})
	.meta({ id: "WorkflowDocument", description: "A workflow as plain JSON." });
export type WorkflowDocument = z.infer<typeof workflowDocumentSchema>;
