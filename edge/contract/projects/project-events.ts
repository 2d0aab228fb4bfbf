import * as z from "zod";
import { assetIdSchema } from "../assets/assets.ts";
import { failureCodeSchema } from "../failures.ts";
import { jobIdSchema } from "../jobs/stages.ts";
import { projectIdSchema, shotIdSchema } from "./projects.ts";

/**
 * What the feed of a project tells, in the words that storyboards had for it before: a shot is a sentence, and its
 * job is of the type `image`. Numbered events are counted from 1 without gaps per project and stand in D1; a reader
 * that remembers the last one can come back and ask for what follows. Ticks carry no number.
 */
const ofShot = {
	projectId: projectIdSchema.describe("Id of the project, `prj_…`"),
	sentenceId: shotIdSchema.describe("Id of the shot, `sht_…`"),
	jobId: jobIdSchema.describe("Id of the job that makes its picture, `job_…`"),
	jobType: z.literal("image").describe("What the job makes"),
};
const numbered = {
	seq: z.int().positive().describe("Its number in the feed of the project, from 1 without gaps"),
	at: z.iso.datetime().describe("When it happened"),
	...ofShot,
};
const attempt = z.int().positive().describe("Which of up to three attempts it is about");

const shotQueuedSchema = z
	.object({ type: z.literal("job_queued"), ...numbered })
	.meta({ id: "ShotQueuedEvent", description: "The picture of a shot waits for a worker" });
const shotStartedSchema = z
	.object({
		type: z.literal("progress"),
		...numbered,
		attempt,
		progress: z.literal(10).describe("A worker has it"),
		message: z.literal("Starting image generation...").describe("The same for people"),
	})
	.meta({ id: "ShotStartedEvent", description: "A worker begins with the picture of a shot" });
const shotRetrySchema = z
	.object({
		type: z.literal("job_retry"),
		...numbered,
		attempt,
		retryAt: z.iso.datetime().describe("When it is tried again"),
		error: z
			.object({ code: failureCodeSchema, message: z.string().describe("The same for people") })
			.describe("Why the attempt failed"),
	})
	.meta({ id: "ShotRetryEvent", description: "An attempt failed, and another one follows" });
const shotCompleteSchema = z
	.object({
		type: z.literal("job_complete"),
		...numbered,
		result: z
			.object({
				file: z.string().describe("`data/projects/{project}/images/{shot}.png`"),
				asset: assetIdSchema.nullable().describe("The output that became the picture"),
				reused: z.boolean().describe("It was there already: nothing was made"),
			})
			.describe("The picture"),
	})
	.meta({ id: "ShotCompleteEvent", description: "The picture of a shot is there" });
const shotFailedSchema = z
	.object({
		type: z.literal("job_failed"),
		...numbered,
		error: z
			.object({ code: failureCodeSchema, message: z.string().describe("The same for people") })
			.nullable()
			.describe("Why; null: it is not known"),
	})
	.meta({
		id: "ShotFailedEvent",
		description: "There will be no picture of this job: it failed, or came too late",
	});
const shotCanceledSchema = z
	.object({ type: z.literal("job_canceled"), ...numbered })
	.meta({ id: "ShotCanceledEvent", description: "The job was canceled" });

const projectEventSchema = z.discriminatedUnion("type", [
	shotQueuedSchema,
	shotStartedSchema,
	shotRetrySchema,
	shotCompleteSchema,
	shotFailedSchema,
	shotCanceledSchema,
]);
export type ProjectEvent = z.infer<typeof projectEventSchema>;
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** An event before it has its number and its place. */
export type ShotEvent = Without<ProjectEvent, "seq" | "at" | keyof typeof ofShot>;

/** While ComfyUI works: a whole picture each, so a lost one harms nobody. The first of an attempt says 30. */
const shotProgressSchema = z
	.object({
		type: z.literal("progress"),
		...ofShot,
		progress: z.int().min(30).max(99).describe("30 when ComfyUI begins, up to 99"),
		message: z.literal("ComfyUI processing...").describe("The same for people"),
	})
	.meta({
		id: "ShotProgressTick",
		description: "ComfyUI works on the picture of a shot. Not stored and not numbered",
	});
export type ShotProgress = z.infer<typeof shotProgressSchema>;

const projectHelloSchema = z
	.object({
		type: z.literal("hello"),
		projectId: projectIdSchema.describe("Id of the project, `prj_…`"),
		head: z.int().describe("Number of the last event at this moment; those after what was asked for follow"),
		progress: z.array(shotProgressSchema).describe("The latest tick of each shot that ComfyUI works on"),
	})
	.meta({ id: "ProjectHelloFrame", description: "The first message of a project's feed" });

/** `progress` is an event where it has a number, and a tick where it has none. */
export const projectFrameSchema = z
	.union([projectHelloSchema, projectEventSchema, shotProgressSchema])
	.meta({ id: "ProjectFrame", description: "One message of a project's feed; `type` says which" });
export type ProjectFrame = z.infer<typeof projectFrameSchema>;

/** How far a picture is, for somebody who watches the project; `percent` is of ComfyUI's own graph. Pure. */
export function shotPercent(percent: number): number {
	return Math.max(30, Math.min(99, Math.floor(30 + percent * 0.69)));
}
