import { goodKey } from "../auth/credentials.ts";
import { type LinkPrincipal, type LinkTarget, linkRefused } from "../auth/links.ts";
import type { AccountPrincipal } from "../auth/principal.ts";
import { readTicket, signTicket } from "../auth/signed.ts";
import { hasRunOut, type Watcher, watcherOf } from "../auth/watcher.ts";
import type { OwnLimits } from "../contract/accounts/accounts.ts";
import { CLOSE, EVENTS_PROTOCOL, TICKET_PREFIX } from "../contract/sockets.ts";
import { accountPolicy } from "../limits/policies.ts";
import { limitObject } from "../objects.ts";
import { ApiError } from "../problem.ts";
import { type AppContext, accountOf, principalOf } from "./app.ts";
import { countFailedAuthentication, countRequest, identify } from "./limits.ts";
import { mayRead } from "./origins.ts";
import { offeredProtocols } from "./upgrade.ts";

/** How long a ticket can be used, in milliseconds. */
const TICKET_MS = 60_000;

/** What is watched: a job, a project, or all jobs of the account that asks. */
interface Watched {
	id: string;
	/** The job, where it is one: a token for one job opens nothing else. */
	job?: string;
	/** What a signed URL of it opens. */
	link: LinkTarget;
}

export const watchedJob = (id: string): Watched => ({ id, job: id, link: { job: id } });
export const watchedProject = (id: string): Watched => ({ id, link: { project: id } });
/** Whose account it is, credentials say. */
export const watchedAccount: Watched = { id: "account", link: { account: true } };

/** A ticket for one socket. */
export async function makeTicket(c: AppContext, by: Watcher, id: string) {
	const { account, key, until } = by;
	const expires = Date.now() + TICKET_MS;
	const claims = { account, opens: id, jti: crypto.randomUUID(), key, until };
	const ticket = await signTicket(c.env.SIGNING_SECRET, claims, expires);
	return { ticket, expires_at: new Date(expires).toISOString(), protocol: EVENTS_PROTOCOL };
}

/** Who reads events: an account, or somebody with a signed URL of this very thing. */
export async function readerOf(c: AppContext, what: Watched): Promise<AccountPrincipal | LinkPrincipal> {
	const principal = await principalOf(c);
	if (principal.kind !== "link") return accountOf(c, "jobs:read", what.job);
	if (JSON.stringify(principal.to) !== JSON.stringify(what.link)) throw linkRefused("invalid");
	return principal;
}

/** Whether the account may open one more socket or stream. Where nobody can say, it may. */
export async function mayOpenSocket(
	c: AppContext,
	by: Pick<AccountPrincipal, "account" | "limits">,
	id: string,
): Promise<boolean> {
	const { quota } = accountPolicy(c.env, "open-sockets", by.limits);
	const limits = limitObject(c.env, `account:${by.account}`);
	return limits.openSocket(id, quota).catch(() => true);
}

/** The refusal of a stream where an account has as many open as it may. */
export function tooManySockets(c: AppContext, by: Pick<AccountPrincipal, "limits">): ApiError {
	const { quota } = accountPolicy(c.env, "open-sockets", by.limits);
	const message = `${quota} open at once`;
	return new ApiError(
		"rate_limited",
		`the account has reached its limit "open-sockets" (${message}); close some`,
		[{ pointer: "", code: "open-sockets", message }],
		{ "retry-after": "10" },
	);
}

type Visitor = Watcher & { limits: OwnLimits | null; ticket: string | null };

/** Who opens a socket: by ticket (browsers) or by key (programs). A number is the close code of a refusal. */
export async function visitorOf(c: AppContext, what: Watched): Promise<Visitor | number> {
	try {
		return await visitor(c, what);
	} catch (error) {
		if (error instanceof ApiError && error.code === "rate_limited") return CLOSE.tooMany;
		if (error instanceof ApiError && error.code === "forbidden") return CLOSE.forbidden;
		if (error instanceof ApiError && error.code === "unauthorized") return CLOSE.unauthorized;
		throw error;
	}
}

async function visitor(c: AppContext, { id, job }: Watched): Promise<Visitor | number> {
	const origin = c.req.header("origin");
	const own = new URL(c.req.url).origin;
	if (origin && origin !== own && !mayRead(c.env, origin)) return CLOSE.forbidden;
	const text = offeredProtocols(c)
		.find((part) => part.startsWith(TICKET_PREFIX))
		?.slice(TICKET_PREFIX.length);
	if (text !== undefined) {
		const ticket = await readTicket(c.env.SIGNING_SECRET, text);
		const good = ticket?.opens === id && !hasRunOut(ticket, Date.now());
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
	if (principal.job !== null && principal.job !== job) return CLOSE.forbidden;
	countRequest(c, principal);
	return { ...watcherOf(principal), ticket: null, limits: principal.limits };
}
