import { createRoute, z } from "@hono/zod-openapi";
import { joinAccount, listenToAccount } from "../../../accounts/live/listen.ts";
import { issueLink } from "../../../auth/links.ts";
import { watcherOf } from "../../../auth/watcher.ts";
import { signedUrlRequestSchema, signedUrlSchema } from "../../../contract/assets/signed-urls.ts";
import { accountFrameSchema } from "../../../contract/jobs/account-events.ts";
import { ticketSchema } from "../../../contract/jobs/jobs.ts";
import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../../../contract/sockets.ts";
import { type App, accountOf } from "../../../http/app.ts";
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
	watchedAccount,
} from "../../../http/visitors.ts";
import { refusedSocket, socketOf } from "../../../jobs/live/join.ts";

const tags = ["jobs"];
const streamQuery = z.object({
	after: counted(0, Number.MAX_SAFE_INTEGER, "Number of the last event you have").optional(),
});
const feed =
	"It tells of every job of the account: `event` carries what the job tells, in the order of each job, and a number `seq` that only grows; `progress` comes without one, to who is there. Where `hello` says `complete`, every event after the number that was asked for follows; where not, too much has happened or nobody has watched for five minutes: ask for what you show once more.";

const events = createRoute({
	method: "get",
	path: "/v1/account/events",
	operationId: "streamAccountEvents",
	tags,
	summary: "What all jobs of the account do, as Server-Sent Events",
	description: `${feed} A browser's \`EventSource\` takes the signed URL of \`POST /v1/account/events/url\`.`,
	security: signedSecurity,
	request: {
		query: streamQuery.extend(ticketQuery.shape),
		headers: z.object({ "last-event-id": z.string().optional() }),
	},
	responses: {
		200: { description: "The stream", content: { "text/event-stream": { schema: accountFrameSchema } } },
		...refusals(401, 403, 422),
	},
});
const socket = createRoute({
	method: "get",
	path: "/v1/account/socket",
	operationId: "openAccountSocket",
	tags,
	summary: "What all jobs of the account do, on one WebSocket",
	description: `${feed} Send \`{"watch": ["job_…"]}\` for the previews of up to twenty jobs; each such message takes the place of the one before and is answered by \`watching\`. Subprotocol \`${EVENTS_PROTOCOL}\`; a browser adds \`${TICKET_PREFIX}<ticket>\` as a second one. It is closed with ${CLOSE.unauthorized} as soon as its session is signed out or its key revoked.`,
	security,
	request: { query: streamQuery },
	responses: { 101: { description: "The socket" }, ...refusals(401, 422, 426) },
});
const ticket = createRoute({
	method: "post",
	path: "/v1/account/tickets",
	operationId: "createAccountTicket",
	tags,
	summary: "A ticket for one socket of the account's feed, good once and for 60 seconds",
	description:
		"A browser's `WebSocket` sends no headers: offer the subprotocols `protocol` and `ticket.<ticket>`. The ticket must be used within 60 seconds.",
	security,
	responses: { 201: json(ticketSchema, "The ticket"), ...refusals(401, 403) },
});
const url = createRoute({
	method: "post",
	path: "/v1/account/events/url",
	operationId: "createAccountEventsUrl",
	tags,
	summary: "A signed URL of the account's feed, for EventSource",
	description:
		"The URL needs no `Authorization` header and may be used as often as wanted until `expires_at`; a stream that is open by then goes on. It ends with the key or token it was asked with.",
	security,
	request: { body: { ...jsonBody(signedUrlRequestSchema), required: false } },
	responses: { 201: json(signedUrlSchema, "The URL"), ...refusals(401, 403, 413, 415, 422) },
});

export function registerAccountStreams(app: App): void {
	app.openapi(ticket, async (c) => {
		const principal = await accountOf(c, "jobs:read");
		return c.json(await makeTicket(c, principal, watchedAccount.id), 201);
	});

	app.openapi(url, async (c) => {
		const principal = await accountOf(c, "jobs:read");
		const { expires_in_s } = signedUrlRequestSchema.parse(c.req.valid("json") ?? {});
		const link = await issueLink(c.env, watcherOf(principal), watchedAccount.link, expires_in_s, Date.now());
		const address = `/v1/account/events?ticket=${link.ticket}`;
		return c.json({ url: address, expires_at: new Date(link.expires_at).toISOString() }, 201);
	});

	app.openapi(events, async (c) => {
		const principal = await readerOf(c, watchedAccount);
		if (!(await mayOpenSocket(c, principal, principal.account))) throw tooManySockets(c, principal);
		const after = lastSeen(c, c.req.valid("query").after);
		const joining = { after, previews: false, by: watcherOf(principal) };
		return eventStream(c, (signal) => listenToAccount(c.env, joining, signal));
	});

	app.openapi(socket, async (c) => {
		requireUpgrade(c);
		const visitor = await visitorOf(c, watchedAccount);
		const refuse = (code: number) => answerSocket(c, refusedSocket(code), EVENTS_PROTOCOL);
		if (typeof visitor === "number") return refuse(visitor);
		if (!(await mayOpenSocket(c, visitor, visitor.account))) return refuse(CLOSE.tooMany);
		const after = c.req.valid("query").after ?? 0;
		const joined = await joinAccount(c.env, { after, previews: false, by: visitor, ticket: visitor.ticket });
		return answerSocket(c, socketOf(joined), EVENTS_PROTOCOL);
	});
}
