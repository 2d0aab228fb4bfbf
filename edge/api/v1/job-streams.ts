import { createRoute, z } from "@hono/zod-openapi";
import { goodKey } from "../../auth/credentials.ts";
import { type LinkPrincipal, linkRefused } from "../../auth/links.ts";
import type { AccountPrincipal } from "../../auth/principal.ts";
import { readTicket, signTicket } from "../../auth/signed.ts";
import { hasRunOut, type Watcher, watcherOf } from "../../auth/watcher.ts";
import type { OwnLimits } from "../../contract/accounts.ts";
import { type Frame, frameSchema } from "../../contract/events.ts";
import { ticketSchema } from "../../contract/jobs.ts";
import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../../contract/sockets.ts";
import { jobIdSchema } from "../../contract/stages.ts";
import { type App, type AppContext, accountOf, principalOf } from "../../http/app.ts";
import { countFailedAuthentication, countRequest, identify } from "../../http/limits.ts";
import { mayRead } from "../../http/origins.ts";
import { counted, json, refusals, security, signedSecurity, ticketQuery } from "../../http/responses.ts";
import { answerSocket, offeredProtocols, requireUpgrade } from "../../http/upgrade.ts";
import { join, socketOf } from "../../jobs/live/join.ts";
import { listen } from "../../jobs/live/listen.ts";
import { poolOfJob } from "../../jobs/show/place.ts";
import { accountPolicy } from "../../limits/policies.ts";
import { ApiError, notFound } from "../../problem.ts";

/** How long a ticket can be used, in milliseconds. */
const TICKET_MS = 60_000;
/** Silence on an event stream ends after this long, so that no proxy takes it for dead. */
const KEEPALIVE_MS = 15_000;

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
		"4401 when the token it was opened with has run out, or within a minute after its key was revoked. " +
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
		const { account, key, until } = await accountOf(c, "jobs:read", id);
		if ((await poolOfJob(c.env, account, id)) === null) throw notFound("job");
		const expires = Date.now() + TICKET_MS;
		const ticket = await signTicket(
			c.env.SIGNING_SECRET,
			{ account, job: id, jti: crypto.randomUUID(), key, until },
			expires,
		);
		return c.json({ ticket, expires_at: new Date(expires).toISOString(), protocol: EVENTS_PROTOCOL }, 201);
	});

	app.openapi(getEvents, async (c) => {
		const { id } = c.req.valid("param");
		const principal = await readerOf(c, id);
		const [pool, free] = await Promise.all([
			poolOfJob(c.env, principal.account, id),
			mayOpenSocket(c, principal, id),
		]);
		if (pool === null) throw notFound("job");
		if (!free) {
			const { quota } = accountPolicy(c.env, "open-sockets", principal.limits);
			const message = `${quota} open at once`;
			throw new ApiError(
				"rate_limited",
				`the account has reached its limit "open-sockets" (${message}); close some`,
				[{ pointer: "", code: "open-sockets", message }],
				{ "retry-after": "10" },
			);
		}
		const query = c.req.valid("query");
		// The header first: a browser that comes back keeps the address it began with.
		const last = c.req.header("last-event-id") ?? "";
		const after = /^\d{1,15}$/.test(last) ? Number(last) : (query.after ?? 0);
		const options = {
			job: id,
			pool,
			after,
			previews: query.previews === "1",
			by: watcherOf(principal),
		};
		return new Response(c.req.method === "HEAD" ? null : eventStream(c, options), {
			headers: {
				"content-type": "text/event-stream",
				"cache-control": "no-store",
				"x-accel-buffering": "no",
			},
		});
	});

	app.openapi(getSocket, async (c) => {
		requireUpgrade(c);
		const { id } = c.req.valid("param");
		const query = c.req.valid("query");
		const visitor = await visitorOf(c, id).catch((error: unknown) => {
			if (error instanceof ApiError && error.code === "rate_limited") return CLOSE.tooMany;
			throw error;
		});
		if (typeof visitor === "number") return refuseSocket(c, visitor);
		const [pool, free] = await Promise.all([
			poolOfJob(c.env, visitor.account, id),
			mayOpenSocket(c, visitor, id),
		]);
		if (pool === null) return refuseSocket(c, CLOSE.notFound);
		if (!free) return refuseSocket(c, CLOSE.tooMany);
		const joined = await join(c.env.JOBS.get(c.env.JOBS.idFromName(id)), {
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

/** Who reads events: an account, or somebody with a signed URL of this job. */
async function readerOf(c: AppContext, job: string): Promise<AccountPrincipal | LinkPrincipal> {
	const principal = await principalOf(c);
	if (principal.kind !== "link") return accountOf(c, "jobs:read", job);
	if (!("job" in principal.to) || principal.to.job !== job) throw linkRefused("invalid");
	return principal;
}

type Visitor = Watcher & { limits: OwnLimits | null; ticket: string | null };

/** Whether the account may open one more socket or stream. Where nobody can say, it may. */
async function mayOpenSocket(
	c: AppContext,
	by: Pick<AccountPrincipal, "account" | "limits">,
	job: string,
): Promise<boolean> {
	const { quota } = accountPolicy(c.env, "open-sockets", by.limits);
	const limits = c.env.LIMITS.get(c.env.LIMITS.idFromName(`account:${by.account}`));
	return limits.openSocket(job, quota).catch(() => true);
}

/** Who opens a socket: by ticket (browsers) or by key (programs). A number is the close code of a refusal. */
async function visitorOf(c: AppContext, id: string): Promise<Visitor | number> {
	const origin = c.req.header("origin");
	const own = new URL(c.req.url).origin;
	if (origin && origin !== own && !mayRead(c.env, origin)) return CLOSE.forbidden;
	const text = offeredProtocols(c)
		.find((part) => part.startsWith(TICKET_PREFIX))
		?.slice(TICKET_PREFIX.length);
	if (text !== undefined) {
		const ticket = await readTicket(c.env.SIGNING_SECRET, text);
		const good = ticket?.job === id && !hasRunOut(ticket, Date.now());
		const key = good ? await goodKey(c.env, { id: ticket.key }, Date.now()) : null;
		if (!good || key?.account !== ticket.account) {
			countFailedAuthentication(c);
			return CLOSE.unauthorized;
		}
		const { account, jti, until } = ticket;
		const { limits } = key;
		countRequest(c, { account, limits });
		return { account, ticket: jti, key: key.id, until, limits };
	}
	const principal = await identify(c);
	if (principal?.kind !== "account") return CLOSE.unauthorized;
	if (!principal.scopes.includes("jobs:read")) return CLOSE.forbidden;
	if (principal.job !== null && principal.job !== id) return CLOSE.forbidden;
	countRequest(c, principal);
	return { ...watcherOf(principal), ticket: null, limits: principal.limits };
}

/** Takes the socket and closes it at once: a refused handshake would tell a browser nothing. */
function refuseSocket(c: AppContext, code: number): Response {
	return answerSocket(c, socketOf({ as: "refused", code, reason: "refused" }), EVENTS_PROTOCOL);
}

function eventStream(c: AppContext, options: Parameters<typeof listen>[1]): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	const stop = new AbortController();
	c.req.raw.signal.addEventListener("abort", () => stop.abort());
	const frames = listen(c.env, options, stop.signal);
	let keepalive: ReturnType<typeof setInterval>;
	return new ReadableStream({
		start(controller) {
			const send = (text: string) => controller.enqueue(encoder.encode(text));
			send("retry: 1000\n\n");
			// Only to a reader who has read everything: who does not read needs no sign of life.
			keepalive = setInterval(() => {
				if ((controller.desiredSize ?? 0) > 0) send(": keepalive\n\n");
			}, KEEPALIVE_MS);
		},
		// Asked for one frame at a time, so that what a slow reader has not taken waits in one bounded place.
		async pull(controller) {
			try {
				const { value: frame, done } = await frames.next();
				if (!done) return controller.enqueue(encoder.encode(sse(frame)));
				clearInterval(keepalive);
				controller.close();
			} catch (error) {
				clearInterval(keepalive);
				if (!stop.signal.aborted) controller.error(error);
			}
		},
		cancel: () => {
			clearInterval(keepalive);
			stop.abort();
		},
	});
}

function sse(frame: Frame): string {
	const id = "seq" in frame ? `id: ${frame.seq}\n` : "";
	return `${id}event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`;
}
