import { createRoute, z } from "@hono/zod-openapi";
import { issueLink } from "../../../auth/links.ts";
import { watcherOf } from "../../../auth/watcher.ts";
import { signedUrlRequestSchema, signedUrlSchema } from "../../../contract/assets/signed-urls.ts";
import { ticketSchema } from "../../../contract/jobs/jobs.ts";
import { projectFrameSchema } from "../../../contract/projects/project-events.ts";
import { projectIdSchema } from "../../../contract/projects/projects.ts";
import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../../../contract/sockets.ts";
import { database } from "../../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { eventStream, lastSeen } from "../../../http/event-stream.ts";
import {
	counted,
	json,
	jsonBody,
	refusals,
	security,
	signedSecurity,
	ticketQuery,
} from "../../../http/responses.ts";
import { answerSocket, requireUpgrade } from "../../../http/upgrade.ts";
import {
	makeTicket,
	mayOpenSocket,
	readerOf,
	tooManySockets,
	visitorOf,
	watchedProject,
} from "../../../http/visitors.ts";
import { refusedSocket, socketOf } from "../../../jobs/live/join.ts";
import { notFound } from "../../../problem.ts";
import { joinFeed, listenToFeed } from "../../../projects/live/listen.ts";
import { findProject } from "../../../projects/projects.ts";

const tags = ["projects"];
const idParam = z.object({ id: projectIdSchema });
const streamQuery = z.object({
	after: counted(0, Number.MAX_SAFE_INTEGER, "Number of the last event you have").optional(),
});
const feed =
	"It tells of every picture of the project: `job_queued`, `progress` 10 when a worker begins and 30 and more while ComfyUI works, `job_retry`, `job_complete` with `result.file`, `job_failed`, `job_canceled`. Numbered events are kept for seven days; ticks (`progress` from 30 on) carry no number and come only to who is there.";

const events = createRoute({
	method: "get",
	path: "/v1/projects/{id}/events",
	operationId: "streamProjectEvents",
	tags,
	summary: "The feed of a project as Server-Sent Events",
	description: `${feed} Come back with \`Last-Event-ID\` (or \`?after=\`) and nothing is missed. A browser's \`EventSource\` takes the signed URL of \`POST /v1/projects/{id}/events/url\`.`,
	security: signedSecurity,
	request: {
		params: idParam,
		query: streamQuery.extend(ticketQuery.shape),
		headers: z.object({ "last-event-id": z.string().optional() }),
	},
	responses: {
		200: { description: "The stream", content: { "text/event-stream": { schema: projectFrameSchema } } },
		...refusals(401, 403, 404, 422),
	},
});
const socket = createRoute({
	method: "get",
	path: "/v1/projects/{id}/socket",
	operationId: "openProjectSocket",
	tags,
	summary: "The feed of a project on a WebSocket: one for all of its pictures",
	description: `${feed} Subprotocol \`${EVENTS_PROTOCOL}\`; a browser adds \`${TICKET_PREFIX}<ticket>\` as a second one. Refusals and the end of credentials close it as the socket of a job. \`?after=\` says where to go on.`,
	security,
	// Any id at all: what is no id is refused on the socket, where a browser can read why.
	request: { params: z.object({ id: z.string() }), query: streamQuery },
	responses: { 101: { description: "The socket" }, ...refusals(401, 422, 426) },
});
const ticket = createRoute({
	method: "post",
	path: "/v1/projects/{id}/tickets",
	operationId: "createProjectTicket",
	tags,
	summary: "A ticket for one socket of one project, good once and for 60 seconds",
	security,
	request: { params: idParam },
	responses: { 201: json(ticketSchema, "The ticket"), ...refusals(401, 403, 404) },
});
const url = createRoute({
	method: "post",
	path: "/v1/projects/{id}/events/url",
	operationId: "createProjectEventsUrl",
	tags,
	summary: "A signed URL of a project's feed, for EventSource",
	description:
		"The URL needs no `Authorization` header and may be used as often as wanted until `expires_at`; a stream that is open by then goes on. It ends with the key or token it was asked with.",
	security,
	request: { params: idParam, body: { ...jsonBody(signedUrlRequestSchema), required: false } },
	responses: { 201: json(signedUrlSchema, "The URL"), ...refusals(401, 403, 404, 413, 415, 422) },
});

export function registerProjectStreams(app: App): void {
	app.openapi(ticket, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await accountOf(c, "jobs:read");
		if (!(await isOwn(c, principal.account, id))) throw notFound("project");
		return c.json(await makeTicket(c, principal, id), 201);
	});

	app.openapi(url, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await accountOf(c, "jobs:read");
		if (!(await isOwn(c, principal.account, id))) throw notFound("project");
		const { expires_in_s } = signedUrlRequestSchema.parse(c.req.valid("json") ?? {});
		const by = watcherOf(principal);
		const link = await issueLink(c.env, by, { project: id }, expires_in_s, Date.now());
		const address = `/v1/projects/${id}/events?ticket=${link.ticket}`;
		return c.json({ url: address, expires_at: new Date(link.expires_at).toISOString() }, 201);
	});

	app.openapi(events, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await readerOf(c, watchedProject(id));
		const [own, free] = await Promise.all([isOwn(c, principal.account, id), mayOpenSocket(c, principal, id)]);
		if (!own) throw notFound("project");
		if (!free) throw tooManySockets(c, principal);
		const joining = {
			after: lastSeen(c, c.req.valid("query").after),
			previews: false,
			by: watcherOf(principal),
		};
		return eventStream(c, (signal) => listenToFeed(c.env, id, joining, signal));
	});

	app.openapi(socket, async (c) => {
		requireUpgrade(c);
		const { id } = c.req.valid("param");
		const visitor = await visitorOf(c, watchedProject(id));
		const refuse = (code: number) => answerSocket(c, refusedSocket(code), EVENTS_PROTOCOL);
		if (typeof visitor === "number") return refuse(visitor);
		const [own, free] = await Promise.all([isOwn(c, visitor.account, id), mayOpenSocket(c, visitor, id)]);
		if (!own) return refuse(CLOSE.notFound);
		if (!free) return refuse(CLOSE.tooMany);
		const after = c.req.valid("query").after ?? 0;
		const joined = await joinFeed(c.env, id, {
			after,
			previews: false,
			by: visitor,
			ticket: visitor.ticket,
		});
		return answerSocket(c, socketOf(joined), EVENTS_PROTOCOL);
	});
}

async function isOwn(c: AppContext, account: string, id: string): Promise<boolean> {
	return (await findProject(database(c.env.DB), account, id)) !== null;
}
