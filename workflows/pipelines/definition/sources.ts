import * as z from "zod";
import { name, scalar } from "../../document/parameter-fields.ts";
import { stageKey } from "./keys.ts";
import { pipelineLimits as limits } from "./limits.ts";

/** A constant: a text, a number, true or false, or a list of them. */
const constant = z.union([scalar, z.array(scalar).max(limits.items)]);

const hint =
	'must say where the value comes from: {"value": …}, {"parameter": name}, {"item": true}, {"stage": key, "of": "chosen" or "all"}, {"first_of": […]} or {"join": […]}';

const single = z
	.union(
		[
			z.strictObject({ value: constant }),
			z.strictObject({ parameter: name }),
			/** The item of the fan-out. */
			z.strictObject({ item: z.literal(true) }),
			/**
			 * Files that an earlier stage left: those `chosen` (by a person, or all where nobody picks), or `all` of its
			 * last takes. A parameter that takes a list gets the list, another one the file `at` that place, from 0.
			 */
			z.strictObject({
				stage: stageKey,
				/** Which output of its workflow. Absent where there is only one. */
				output: name.optional(),
				of: z.enum(["chosen", "all"]),
				at: z
					.int()
					.min(0)
					.max(limits.items - 1)
					.optional(),
			}),
		],
		{ error: hint },
	)
	.meta({ id: "PipelineSingleSource", description: "Where one value comes from." });
/** The first of these that is there. */
const fallback = z.strictObject({ first_of: z.array(single).min(1).max(limits.sources) });
const oneOrFallback = z.union([single, fallback], { error: hint });

export const sourceSchema = z
	.union(
		[
			single,
			fallback,
			/** One list of all of these, in this order; what is absent is left out. */
			z.strictObject({ join: z.array(oneOrFallback).min(1).max(limits.sources) }),
		],
		{ error: hint },
	)
	.meta({ id: "PipelineSource", description: "Where a value comes from." });

/** Where a value comes from. */
export type Source = z.infer<typeof sourceSchema>;
/** One that is not made of others. */
export type SingleSource = z.infer<typeof single>;
