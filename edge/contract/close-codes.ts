/** Subprotocol of a job's event socket. A browser sends it together with `ticket.<ticket>`. */
export const EVENTS_PROTOCOL = "darkroom.events.v1";
/** What stands before a ticket where it is offered as a subprotocol. */
export const TICKET_PREFIX = "ticket.";

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
