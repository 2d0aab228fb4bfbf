import * as z from "zod";
import { line, maxSeed, modelFileName } from "../definition/parameters.ts";
import { isReservedKey } from "../graph/graph.ts";
import { documentLimits as limits } from "./limits.ts";

/**
 * The ways in which plain JSON says a parameter: its type, its limits, its default. Workflow documents add where
 * in the graph a value goes; pipelines add lists.
 */

/** What parameters, parts and outputs are called. */
export const name = z
	.string()
	.max(limits.name)
	.regex(/^[a-z][a-z0-9_]*$/, "must be lower case letters, digits and _, beginning with a letter")
	.refine((text) => !isReservedKey(text), "is a reserved name; choose another");

/** Folder under `models/`. It is compared, never opened. */
export const folder = z
	.string()
	.max(100)
	.regex(
		/^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/,
		"must be a folder under models/, such as loras",
	);

const common = { name, description: line(limits.sentence) };
const required = z.boolean().optional().meta({ description: "Whether every request must have it." });
const integer = z.int();
const number = z.number();
/** Absent, `required` means true for files. */
const file = { ...common, required };

export const parameterFields = {
	text: z.strictObject({
		type: z.literal("text"),
		...common,
		required,
		default: z.string().max(limits.text).optional(),
		max_length: integer.min(1).max(limits.text).optional(),
	}),
	integer: z.strictObject({
		type: z.literal("integer"),
		...common,
		required,
		default: integer.optional(),
		min: integer.optional(),
		max: integer.optional(),
		step: integer.min(1).max(maxSeed).optional().meta({ description: "Counted from min." }),
	}),
	number: z.strictObject({
		type: z.literal("number"),
		...common,
		required,
		default: number.optional(),
		min: number.optional(),
		max: number.optional(),
	}),
	boolean: z.strictObject({
		type: z.literal("boolean"),
		...common,
		required,
		default: z.boolean().optional(),
	}),
	choice: z.strictObject({
		type: z.literal("choice"),
		...common,
		required,
		default: z.string().max(limits.choice).optional(),
		choices: z.array(z.string().min(1).max(limits.choice)).min(1).max(limits.choices),
	}),
	seed: z.strictObject({
		type: z.literal("seed"),
		...common,
		max: integer.min(1).max(maxSeed).optional().meta({ description: "The largest seed all its nodes take." }),
	}),
	model: z.strictObject({
		type: z.literal("model"),
		...common,
		required,
		default: modelFileName.optional(),
		folder,
	}),
	image: z.strictObject({ type: z.literal("image"), ...file }),
	mask: z.strictObject({ type: z.literal("mask"), ...file }),
	video: z.strictObject({ type: z.literal("video"), ...file }),
	audio: z.strictObject({ type: z.literal("audio"), ...file }),
} as const;

/** A parameter, without where its value goes. */
export type ParameterFields = z.infer<(typeof parameterFields)[keyof typeof parameterFields]>;

/** A value on one line of JSON. */
export const scalar = z.union([z.string().max(limits.text), number, z.boolean()]);
