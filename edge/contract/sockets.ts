import * as z from "zod";

/** Subprotocol of a job's event socket. A browser sends it together with `ticket.<ticket>`. */
export const EVENTS_PROTOCOL = "darkroom.events.v1";
export const TICKET_PREFIX = "ticket.";
/** Subprotocol of a worker's doorbell. */
export const DOORBELL_PROTOCOL = "darkroom.doorbell.v1";

/**
 * Why the server closed a socket. A refusal during the handshake reaches a browser as an unexplained 1006,
 * so refusals are accepted first and closed with one of these.
 */
export const CLOSE = {
	/** The job has ended and every event was sent: do not come back. */
	done: 1000,
	/** Get a new ticket: this one is not good, or what it was made with has run out or was revoked. */
	unauthorized: 4401,
	forbidden: 4403,
	notFound: 4404,
	/** Too many watchers of this job, or sockets of this account; or a limit of requests is reached. */
	tooMany: 4429,
} as const;

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
