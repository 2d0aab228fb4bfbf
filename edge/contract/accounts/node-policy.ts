import * as z from "zod";

const patterns = z
	.array(
		z
			.string()
			.max(200)
			.regex(/^([^*]+\*?|\*)$/, "must be a node class, or the beginning of one and a *"),
	)
	.max(1000);

export const nodePolicyRequestSchema = z
	.strictObject({
		/** Classes the account may use; null: every class. */
		allow: patterns.nullable().default(null),
		/** Classes it may not use, whatever else is said. */
		deny: patterns.default([]),
		/** Classes that reach beyond the graph, and that it may use all the same. */
		trusted: patterns.default([]),
	})
	.meta({ id: "NodePolicyRequest" });

export const nodePolicySchema = z
	.object({
		allow: patterns.nullable(),
		deny: patterns,
		trusted: patterns,
		is_default: z.boolean(),
	})
	.meta({ id: "NodePolicy" });
export type NodePolicyResource = z.infer<typeof nodePolicySchema>;
