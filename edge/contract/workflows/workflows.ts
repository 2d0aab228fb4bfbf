import * as z from "zod";
import { line } from "../../../workflows/definition/parameters.ts";
import { VERSION_NUMBER } from "../../../workflows/definition/version-number.ts";
import { workflowDocumentSchema } from "../../../workflows/document/document.ts";
import { documentLimits } from "../../../workflows/document/limits.ts";
import { apiGraphSchema } from "../../../workflows/graph/graph.ts";
import { OUTPUT_KINDS } from "../assets/assets.ts";
import { estimateSchema } from "../jobs/estimates.ts";
import { problemItemSchema } from "../problem.ts";

/** An id of a workflow of an account's own. One letter is refused: it is a slip more often than a name. */
export const workflowIdSchema = z
	.string()
	.min(2)
	.max(80)
	.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower case words with hyphens, such as my-portrait");

/** `id`, `id@version` or an alias. */
export const workflowReferenceSchema = z
	.string()
	.max(100)
	.regex(new RegExp(`^[a-z0-9][a-z0-9._-]+(@${VERSION_NUMBER})?$`), "must be an id, or id@version");

const member = z.record(z.string(), z.unknown());

/** Where a workflow comes from, and whether new jobs may still ask for it. */
export const standing = {
	owner: z.enum(["library", "account"]),
	created_at: z.iso.datetime().nullable(),
	retired_at: z.iso.datetime().nullable(),
};

/** What a workflow takes, needs and leaves, without its graph. Newer edges may tell more. */
export const workflowSchema = z
	.object({
		id: z.string(),
		version: z.int(),
		title: z.string(),
		purpose: z.string(),
		category: z.string(),
		family: z.string(),
		aliases: z.array(z.object({ name: z.string(), note: z.string() })),
		/** JSON Schema of what a job sends as `parameters`. */
		parameters: member,
		/** Which parameters are uploaded files, or lists of them, and of which kind. */
		assets: z.record(z.string(), z.string()),
		model_parameters: z
			.record(z.string(), z.string())
			.describe(
				"Which parameters name a model file, and of which folder below `models/`: `GET /v1/models` lists them",
			),
		outputs: z.array(z.object({ name: z.string(), node: z.string(), kind: z.enum(OUTPUT_KINDS) })),
		models: z.array(member),
		custom_nodes: z.array(member),
		launch_flags: z.array(z.string()),
		/** Oldest ComfyUI known to run it. */
		comfyui: z.string(),
		vram_gb: z.number(),
		/** One task, with the models loaded. */
		typical_seconds: z.number(),
		timeout_seconds: z.number(),
		/** Time and price of the example. */
		estimate: estimateSchema,
		licence: z.string(),
		notes: z.array(z.string()),
		example: member,
		...standing,
	})
	.loose()
	.meta({ id: "Workflow" });
export type WorkflowResource = z.infer<typeof workflowSchema>;

/** A workflow as a list shows it: what stands in its row. */
export const workflowSummarySchema = workflowSchema
	.extend({
		details_omitted: z
			.boolean()
			.describe(
				"What it takes and needs would be more than 8 KB: `parameters`, `assets`, `model_parameters`, `models`, `custom_nodes`, `launch_flags`, `notes` and `example` are empty here. Ask for the workflow itself.",
			),
	})
	.meta({ id: "WorkflowSummary" });
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

export const workflowVersionSchema = z
	.object({ id: z.string(), version: z.int(), title: z.string(), ...standing })
	.meta({ id: "WorkflowVersion" });
export type WorkflowVersionResource = z.infer<typeof workflowVersionSchema>;

/** The template graphs, as they are before parameters go in. */
export const workflowGraphSchema = z
	.object({
		id: z.string(),
		version: z.int(),
		graph: apiGraphSchema,
		/** For newer ComfyUIs, where they want another graph: from which version on. */
		forms: z.array(z.object({ comfyui: z.string(), graph: apiGraphSchema })),
	})
	.meta({ id: "WorkflowGraph" });
export type WorkflowGraph = z.infer<typeof workflowGraphSchema>;

/** Something that could not be known when an editor's file was converted, with a pointer into that file. */
const unknownSchema = z
	.object({ pointer: z.string(), code: z.string(), message: z.string() })
	.meta({ id: "ConversionUnknown" });
export type ConversionUnknown = z.infer<typeof unknownSchema>;

export const storedDocumentSchema = z
	.object({
		id: z.string(),
		version: z.int(),
		document: workflowDocumentSchema,
		unknowns: z.array(unknownSchema),
	})
	.meta({ id: "StoredWorkflowDocument" });

/** What was made: how it is described, the document that was stored, and what its conversion left open. */
export const createdWorkflowSchema = z
	.object({ workflow: workflowSchema, document: workflowDocumentSchema, unknowns: z.array(unknownSchema) })
	.meta({ id: "WorkflowCreated" });
export type CreatedWorkflow = z.infer<typeof createdWorkflowSchema>;

const objectInfo = member.optional().meta({
	description: "ComfyUI's answer to GET /object_info. Absent: the newest that a worker of the pool sent.",
});
const pool = z.string().max(100).optional();
const ui = member.optional().meta({ description: "What the ComfyUI editor saves (File > Save)." });
const graph = member.optional().meta({ description: "A graph in API format (File > Export (API))." });
const document = member.optional().meta({ description: "A `WorkflowDocument`." });

interface Sources {
	document?: unknown;
	graph?: unknown;
	ui?: unknown;
}

/** Refuses anything but exactly one of the three ways to say what the workflow is. */
function oneSource(body: Sources, context: z.core.$RefinementCtx): void {
	const given = (["document", "graph", "ui"] as const).filter((name) => body[name] !== undefined);
	if (given.length === 1) return;
	context.addIssue({
		code: "custom",
		path: [given[1] ?? "document"],
		message: "give one of `document`, `graph` and `ui`",
		input: body,
	});
}

const savePreviews = z
	.boolean()
	.optional()
	.describe(
		"Where a graph only shows its results, as PreviewImage does, nodes that keep them stand in place of those. Otherwise such a graph is refused.",
	);
const sources = {
	document,
	graph,
	ui,
	object_info: objectInfo,
	pool,
	title: line(documentLimits.title).optional(),
	purpose: line(documentLimits.sentence).optional(),
	save_previews: savePreviews,
};

/** A document says itself what it is called. */
function namedOnce(
	body: Sources & { id?: unknown; title?: unknown; purpose?: unknown; save_previews?: unknown },
	context: z.core.$RefinementCtx,
): void {
	oneSource(body, context);
	if (body.document === undefined) return;
	if (body.save_previews !== undefined)
		context.addIssue({
			code: "custom",
			path: ["save_previews"],
			message: "it is for `graph` and `ui`; a document has its outputs",
			input: body,
		});
	for (const name of ["id", "title", "purpose"] as const) {
		if (body[name] === undefined) continue;
		context.addIssue({
			code: "custom",
			path: [name],
			message: `the document says it already; change its \`${name}\``,
			input: body,
		});
	}
}

export const createWorkflowSchema = z
	.strictObject({ id: workflowIdSchema.optional(), ...sources })
	.superRefine((body, context) => {
		namedOnce(body, context);
		if (body.document === undefined && body.id === undefined) {
			context.addIssue({ code: "custom", path: ["id"], message: "say what the workflow is to be called" });
		}
	})
	.meta({ id: "WorkflowRequest" });

export const createVersionSchema = z
	.strictObject(sources)
	.superRefine(namedOnce)
	.meta({ id: "WorkflowVersionRequest" });
export type CreateVersionRequest = z.infer<typeof createVersionSchema>;

export const retireSchema = z
	.strictObject({ version: z.int().positive().optional() })
	.meta({ id: "WorkflowRetirement" });

export const convertRequestSchema = z
	.strictObject({
		ui: member,
		object_info: objectInfo,
		pool,
		allow_unknown: z
			.boolean()
			.default(false)
			.describe(
				"Nodes of classes that ComfyUI lacks are converted by what the file alone says, and each is told (`class_unknown`). False: the file is refused.",
			),
	})
	.meta({ id: "ConversionRequest" });
export const conversionSchema = z
	.object({ graph: apiGraphSchema, unknowns: z.array(unknownSchema) })
	.meta({ id: "Conversion" });

export const validateRequestSchema = z
	.strictObject({
		document,
		graph,
		ui,
		/** Assets for the file inputs of a graph, as a job would send them. Whether they are there is not looked at. */
		inputs: z.record(z.string().max(300), z.string().max(100)).optional(),
		object_info: objectInfo,
		pool,
	})
	.superRefine((body, context) => {
		oneSource(body, context);
		if (body.document === undefined || body.inputs === undefined) return;
		const message = "a document takes files as parameters; `inputs` belongs to a graph";
		context.addIssue({ code: "custom", path: ["inputs"], message });
	})
	.meta({ id: "ValidationRequest" });
export type ValidateRequest = z.infer<typeof validateRequestSchema>;

const nodeErrorSchema = z.object({
	type: z.string(),
	message: z.string(),
	details: z.string(),
	extra_info: member,
});

export const validationSchema = z
	.object({
		/** What ComfyUI would say: whether `POST /prompt` would take it. */
		valid: z.boolean(),
		error: nodeErrorSchema.nullable(),
		node_errors: z.record(
			z.string(),
			z.object({
				errors: z.array(nodeErrorSchema),
				dependent_outputs: z.array(z.string()),
				class_type: z.string(),
			}),
		),
		/** How many more complaints there are than `node_errors` tells; at least so many where validation stopped. */
		left_out: z.int(),
		/** The output nodes that would run. */
		outputs: z.array(z.string()),
		/** Whether a job would be taken now: valid, and nothing in `problems`. */
		accepted: z.boolean(),
		/**
		 * What Darkroom would refuse: files, paths, node classes, limits, and what the pool's workers lack; or, with an
		 * `object_info` and no `pool`, what that ComfyUI lacks.
		 */
		problems: z.array(problemItemSchema),
		/** Models and packs of custom nodes that it needs. */
		needs: z.object({
			models: z.array(
				z.object({ folder: z.string().nullable(), file: z.string(), node: z.string(), input: z.string() }),
			),
			packs: z.array(z.object({ name: z.string(), nodes: z.array(z.string()) })),
			/** Classes that run at partners and cost credits. */
			api_nodes: z.array(z.string()),
		}),
		unknowns: z.array(unknownSchema),
	})
	.meta({ id: "Validation" });
export type Validation = z.infer<typeof validationSchema>;
