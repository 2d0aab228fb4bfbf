import * as z from "zod";
import { qualityPolicySchema } from "../assets/quality.ts";
import { MAX_GRAPH_CHARS, MAX_INPUTS } from "./jobs.ts";

export const estimateSchema = z
	.object({
		tasks: z.int(),
		/** All tasks one after the other on one GPU, models loaded. */
		seconds: z.number(),
		micro_usd: z.int(),
		basis: z.enum(["gpu_time", "partner_price"]),
		gpu: z.string().nullable(),
		source: z.string(),
	})
	.meta({ id: "Estimate" });

const pool = z
	.string()
	.max(100)
	.optional()
	.describe("The pool whose ComfyUI says what nodes at partners cost; absent: `default`");

const { best_of, on_fail, retakes } = qualityPolicySchema.shape;

export const estimateRequestSchema = z
	.strictObject({
		parameters: z.record(z.string(), z.unknown()).default({}),
		pool,
		best_of: best_of.describe(
			"As a job's `quality` would say it: everything is made so many times, where it has a seed, and paid for",
		),
		on_fail: on_fail.describe("As a job's `quality` would say it; absent: as it is usual there"),
		retakes: retakes.describe("As a job's `quality` would say it; absent: as it is usual there"),
	})
	.meta({ id: "EstimateRequest" });
/** What an estimate leaves out, since most jobs need none of it. */
export const withRetakes = z
	.int()
	.nullable()
	.describe(
		"What it comes to at most where checks have everything made anew as often as they may: a take that fails them is paid for as well. Null: a stage has no price",
	);

export const estimateReplySchema = z
	.object({ workflow: z.string(), estimate: estimateSchema, with_retakes_micro_usd: withRetakes })
	.meta({ id: "EstimateReply" });
export type EstimateReply = z.infer<typeof estimateReplySchema>;

export const graphEstimateRequestSchema = z
	.strictObject({
		graph: z
			.record(z.string(), z.unknown())
			.refine(
				(graph) => JSON.stringify(graph).length <= MAX_GRAPH_CHARS,
				`a graph may have ${MAX_GRAPH_CHARS} characters as JSON`,
			)
			.describe("A graph in API format (File > Export (API)), as a job would send it"),
		inputs: z
			.record(z.string().max(300), z.string().max(100))
			.refine((inputs) => Object.keys(inputs).length <= MAX_INPUTS, `at most ${MAX_INPUTS} inputs`)
			.optional()
			.describe(
				"The assets that go into its file inputs, as a job would send them. Whether they are there is not looked at",
			),
		pool,
	})
	.meta({ id: "GraphEstimateRequest" });

export const graphEstimateSchema = z
	.object({
		tasks: z.int(),
		seconds: z
			.number()
			.nullable()
			.describe("Null: how long a graph of one's own takes is known only once it has run"),
		micro_usd: z
			.int()
			.nullable()
			.describe("What `cost.estimate_micro_usd` of its job would be; null: nobody can say"),
		reserved_micro_usd: z
			.int()
			.describe(
				"What its job would be reckoned with against budgets until it has ended, whoever can say what it costs",
			),
		partner: z
			.object({
				classes: z.array(z.string()).describe("Its node classes that run at partners"),
				micro_usd: z
					.int()
					.nullable()
					.describe("What they cost; null: their price formulas do not say it beforehand"),
			})
			.nullable()
			.describe("Null: as far as the pool's ComfyUI says, none of its nodes runs at a partner"),
		source: z.string().describe("Where that comes from, and what is not known"),
	})
	.meta({ id: "GraphEstimate" });
export type GraphEstimate = z.infer<typeof graphEstimateSchema>;
