import { createRoute, z } from "@hono/zod-openapi";
import { watcherOf } from "../../../auth/watcher.ts";
import { frameSchema } from "../../../contract/jobs/events.ts";
import { ticketSchema } from "../../../contract/jobs/jobs.ts";
import { jobIdSchema } from "../../../contract/jobs/stages.ts";
import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../../../contract/sockets.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { eventStream, lastSeen } from "../../../http/event-stream.ts";
import { counted, json, refusals, security, signedSecurity, ticketQuery } from "../../../http/responses.ts";
import { answerSocket, requireUpgrade } from "../../../http/upgrade.ts";
import {
	makeTicket,
	mayOpenSocket,
	readerOf,
	tooManySockets,
	visitorOf,
	watchedJob,
} from "../../../http/visitors.ts";
import { join, refusedSocket, socketOf } from "../../../jobs/live/join.ts";
import { listen } from "../../../jobs/live/listen.ts";
import { poolOfJob } from "../../../jobs/show/place.ts";
import { jobObject } from "../../../objects.ts";
import { notFound } from "../../../problem.ts";

const idParam = z.object({ id: jobIdSchema });
const streamQuery = z.object({
	after: counted(0, Number.MAX_SAFE_INTEGER, "Number of the last event you have").optional(),
	previews: z.enum(["0", "1"]).optional(),
});

const getEvents = createRoute({
	method: "get",
	path: "/v1/jobs/{id}/events",
	operationId: "streamJobEvents",
	tags: ["jobs"],
	summary: "A job's events as Server-Sent Events",
	description:
		"Durable events carry an `id`: come back with `Last-Event-ID` (or `?after=`) and nothing is missed. " +
		"The stream ends after the job has. Ticks (`progress`, and `preview` with `?previews=1`) carry none. " +
		"A browser's `EventSource` sends no headers: it takes the signed URL of `POST /v1/jobs/{id}/events/url`.",
	security: signedSecurity,
	request: {
		params: idParam,
		query: streamQuery.extend(ticketQuery.shape),
		headers: z.object({ "last-event-id": z.string().optional() }),
	},
	responses: {
		200: { description: "The stream", content: { "text/event-stream": { schema: frameSchema } } },
		...refusals(401, 403, 404, 422),
	},
});
const getSocket = createRoute({
	method: "get",
	path: "/v1/jobs/{id}/socket",
	operationId: "openJobSocket",
	tags: ["jobs"],
	summary: "A job's events on a WebSocket",
	description:
		`Subprotocol \`${EVENTS_PROTOCOL}\`; a browser adds \`${TICKET_PREFIX}<ticket>\` as a second one. ` +
		"Refusals close the socket with 4401 (get a new ticket), 4403, 4404 or 4429. A socket is also closed with " +
		"4401 when the token it was opened with has run out, or as soon as its key was revoked or its session signed out. " +
		"Send the text `ping` once when the socket is open, and now and then: it is answered with `pong`, and a socket " +
		"that has said something ends at once when it is closed. One that never did may keep its connection for some " +
		"ten seconds after the close frame, and a browser tells of the close only then.",
	security,
	// Any id at all: what is no id is refused on the socket, where a browser can read why.
	request: { params: z.object({ id: z.string() }), query: streamQuery },
	responses: { 101: { description: "The socket" }, ...refusals(401, 422, 426) },
});
const createTicket = createRoute({
	method: "post",
	path: "/v1/jobs/{id}/tickets",
	operationId: "createJobTicket",
	tags: ["jobs"],
	summary: "A ticket for one socket of one job, good once and for 60 seconds",
	security,
	request: { params: idParam },
	responses: { 201: json(ticketSchema, "The ticket"), ...refusals(401, 403, 404) },
});

export function registerJobStreams(app: App): void {
	app.openapi(createTicket, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await accountOf(c, "jobs:read", id);
		if ((await poolOfJob(c.env, principal.account, id)) === null) throw notFound("job");
		return c.json(await makeTicket(c, principal, id), 201);
	});

	app.openapi(getEvents, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await readerOf(c, watchedJob(id));
		const [pool, free] = await Promise.all([
			poolOfJob(c.env, principal.account, id),
			mayOpenSocket(c, principal, id),
		]);
		if (pool === null) throw notFound("job");
		if (!free) throw tooManySockets(c, principal);
		const query = c.req.valid("query");
		const options = {
			job: id,
			pool,
			after: lastSeen(c, query.after),
			previews: query.previews === "1",
			by: watcherOf(principal),
		};
		return eventStream(c, (signal) => listen(c.env, options, signal));
	});

	app.openapi(getSocket, async (c) => {
		requireUpgrade(c);
		const { id } = c.req.valid("param");
		const query = c.req.valid("query");
		const visitor = await visitorOf(c, watchedJob(id));
		// A refused handshake would tell a browser nothing: the socket is taken, and closed at once.
		const refuse = (code: number) => answerSocket(c, refusedSocket(code), EVENTS_PROTOCOL);
		if (typeof visitor === "number") return refuse(visitor);
		const [pool, free] = await Promise.all([
			poolOfJob(c.env, visitor.account, id),
			mayOpenSocket(c, visitor, id),
		]);
		if (pool === null) return refuse(CLOSE.notFound);
		if (!free) return refuse(CLOSE.tooMany);
		const joined = await join(jobObject(c.env, id), {
			job: id,
			pool,
			after: query.after ?? 0,
			previews: query.previews === "1",
			by: visitor,
			ticket: visitor.ticket,
		});
		return answerSocket(c, socketOf(joined), EVENTS_PROTOCOL);
	});
}
