import * as z from "zod";
import { durableEventSchema, previewTickSchema, progressTickSchema } from "./events.ts";
import { jobIdSchema } from "./stages.ts";

/**
 * What the feed of an account tells: the durable events of all of its jobs, each as the job itself tells it, with a
 * number of the feed around it. Those numbers only grow, and have gaps; the events of one job are in the order of that
 * job. Ticks carry no number.
 */
const accountEventSchema = z
	.object({
		type: z.literal("event"),
		seq: z.int().positive().describe("Its number in the feed of the account: greater than of all before it"),
		event: durableEventSchema.describe("What the job tells, with its own number in it"),
	})
	.meta({ id: "AccountEvent", description: "A job of the account has changed" });
export type AccountEvent = z.infer<typeof accountEventSchema>;

const accountHelloSchema = z
	.object({
		type: z.literal("hello"),
		head: z.int().describe("Number of the last event at this moment; those after what was asked for follow"),
		complete: z
			.boolean()
			.describe(
				"Every event after the number that was asked for follows. False: some are not known any more, so ask for what you show",
			),
		progress: z.array(progressTickSchema).describe("The latest tick of tasks that run now"),
	})
	.meta({ id: "AccountHelloFrame", description: "The first message of an account's feed" });

const accountWatchingSchema = z
	.object({
		type: z.literal("watching"),
		jobs: z.array(jobIdSchema).describe("Those of the named jobs that there are, and are the account's"),
	})
	.meta({
		id: "AccountWatchingFrame",
		description: "Previews of these jobs, and of no others, come from now on",
	});

export const accountFrameSchema = z
	.discriminatedUnion("type", [
		accountHelloSchema,
		accountEventSchema,
		accountWatchingSchema,
		progressTickSchema,
		previewTickSchema,
	])
	.meta({ id: "AccountFrame", description: "One message of an account's feed; `type` says which" });
export type AccountFrame = z.infer<typeof accountFrameSchema>;

/** Jobs whose previews one socket can have at the same time. */
const MAX_PREVIEWED = 20;

/** What a socket of an account's feed may say. */
export const accountRequestSchema = z.strictObject({ watch: z.array(jobIdSchema).max(MAX_PREVIEWED) });
