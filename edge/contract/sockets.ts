import * as z from "zod";

export { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "./close-codes.ts";

/** Subprotocol of a worker's doorbell. */
export const DOORBELL_PROTOCOL = "darkroom.doorbell.v1";

/** What a doorbell says. All of it is a hint: a worker that hears nothing finds out by asking. */
export const doorbellMessageSchema = z.discriminatedUnion("type", [
	z.object({ type: z.literal("look") }),
	z.object({ type: z.literal("cancel"), task: z.string(), epoch: z.int() }),
	/** Somebody started or stopped watching: send previews, or save them. */
	z.object({ type: z.literal("watched"), task: z.string(), epoch: z.int(), watched: z.boolean() }),
	/** Ask ComfyUI at once what it has: a job needs something that the pool lacked when it was asked last. */
	z.object({ type: z.literal("refresh") }),
	z.object({ type: z.literal("drain") }),
]);
export type DoorbellMessage = z.infer<typeof doorbellMessageSchema>;

/** What a worker says on its doorbell: whether it wants to be told of new work. */
export const doorbellReplySchema = z.object({ type: z.enum(["wants_work", "has_work"]) });
export type DoorbellReply = z.infer<typeof doorbellReplySchema>;
