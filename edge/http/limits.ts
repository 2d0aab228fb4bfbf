import type { MiddlewareHandler } from "hono";
import { followLink, linkRefused } from "../auth/links.ts";
import type { AccountPrincipal, Principal } from "../auth/principal.ts";
import { authenticate, bearerOf } from "../auth/principal.ts";
import { followSignIn } from "../auth/sessions.ts";
import type { Env } from "../env.ts";
import { limited, limitHeaders } from "../limits/headers.ts";
import { Ledger, type Standing } from "../limits/ledger.ts";
import { accountPolicy, addressPolicy, networkOf } from "../limits/policies.ts";
import { limitObject } from "../objects.ts";
import { ApiError } from "../problem.ts";
import type { Charge, Policy } from "../rpc/limit.ts";
import type { AppContext, AppTypes } from "./app-types.ts";
import { basicBearer } from "./classic/basic.ts";
import { keyless } from "./keyless.ts";
import { sessionBearer } from "./session-cookie.ts";

/** Accounts and addresses that one isolate counts. */
const MOST_SUBJECTS = 5000;
const ledger = new Ledger(MOST_SUBJECTS);

/** What a body of unknown length counts for, in bytes: the largest that most routes take. */
const UNKNOWN_BYTES = 1_000_000;

/** Workers and their attempts are the operator's own: their number is the limit. */
const OF_WORKERS = /^\/v1\/(workers|tasks)\//;

/** What comes from one address, whoever asks. Where the platform names no address, there is no such limit. */
export const limitAddress: MiddlewareHandler<AppTypes> = async (c, next) => {
	const network = networkOf(c.req.header("cf-connecting-ip"));
	if (network !== null && !OF_WORKERS.test(c.req.path))
		spend(c, `address:${network}`, "this address", chargesOfAddress(c));
	await next();
};

function chargesOfAddress(c: AppContext): Charge[] {
	const charge = (name: Parameters<typeof addressPolicy>[1], cost: number): Charge[] =>
		cost > 0 ? [{ policy: addressPolicy(c.env, name), cost }] : [];
	return [
		...charge("address-requests", 1),
		...charge("address-uploads", isUpload(c) ? 1 : 0),
		...charge("address-bytes", bodyBytes(c)),
		...charge("address-sockets", opensStream(c) ? 1 : 0),
	];
}

const UPLOADS = ["/v1/assets", "/api/v2/assets", "/upload/image"];

function isUpload(c: AppContext): boolean {
	return c.req.method === "POST" && UPLOADS.includes(c.req.path);
}

/** Whether a socket or a stream of events is asked for: both are held open. */
function opensStream(c: AppContext): boolean {
	return c.req.method === "GET" && (c.req.header("upgrade") !== undefined || /\/events$/.test(c.req.path));
}

/** What an account asks for, and how much of it. */
export const limitAccount: MiddlewareHandler<AppTypes> = async (c, next) => {
	const principal = c.get("principal");
	if (principal?.kind !== "account" && principal?.kind !== "link") return next();
	const standings = spendOf(c, principal, chargesOf(c, principal));
	await next();
	if (c.res.status === 101) return;
	const told = limitHeaders(standings);
	for (const [name, value] of Object.entries(told)) {
		const own = c.res.headers.get(name);
		c.header(name, own === null ? value : `${value}, ${own}`);
	}
};

/** Whose limits count. */
type Payer = Pick<AccountPrincipal, "account" | "limits">;

/** Takes one request of an account that asks outside of `limitAccount`. Throws ApiError `rate_limited`. */
export function countRequest(c: AppContext, by: Payer): void {
	spendOf(c, by, [{ policy: accountPolicy(c.env, "requests", by.limits), cost: 1 }]);
}

/** Where a signed URL is good: its ticket stands in the query, since an element of a page sends no headers. */
const SIGNED = /^\/v1\/(assets\/[^/]+\/content|(jobs|projects)\/[^/]+\/events|account\/events)$/;

/**
 * Who asks by a signed URL; null where the request is none.
 * @throws ApiError where it is not good: no key beside it makes it so.
 */
async function identifyLink(c: AppContext): Promise<Principal | null> {
	if ((c.req.method !== "GET" && c.req.method !== "HEAD") || !SIGNED.test(c.req.path)) return null;
	const ticket = c.req.query("ticket");
	if (ticket === undefined) return null;
	const link = await followLink(c.env, ticket, Date.now());
	if (typeof link !== "string") return link;
	// One that has run out was good: pages come back with it, and guess nothing.
	if (link === "invalid") countFailedAuthentication(c);
	throw linkRefused(link);
}

/** Who signs in with the code of an address, which is good for that alone; null where the request is none. */
async function identifySignIn(c: AppContext): Promise<Principal | null> {
	if (c.req.method !== "POST" || c.req.path !== "/v1/sessions") return null;
	const code = bearerOf(c.req.header("authorization"));
	const signIn = code === null ? null : await followSignIn(c.env, code, Date.now());
	c.set("signsIn", signIn?.session);
	return signIn?.principal ?? null;
}

/**
 * Who asks, or null. From an address with too many failures only credentials that are known here already are
 * looked at; everything else is refused by ApiError `rate_limited`, so that guessing ends, and costs D1 nothing.
 */
export async function identify(c: AppContext): Promise<Principal | null> {
	const once = (await identifyLink(c)) ?? (await identifySignIn(c));
	if (once) return once;
	const header =
		basicBearer(c.req.path, c.req.raw) ??
		c.req.header("authorization") ??
		sessionBearer(c) ??
		keyless(c) ??
		undefined;
	const network = networkOf(c.req.header("cf-connecting-ip"));
	if (network === null) return authenticate(c.env, header);
	const policy = addressPolicy(c.env, "failed-authentications");
	const locked = !ledger.hasLeft(`address:${network}`, policy, Date.now());
	const principal = await authenticate(c.env, header, locked ? "known" : "all").catch((error: unknown) => {
		if (error instanceof ApiError && error.code === "unauthorized") countFailure(c, network, policy);
		throw error;
	});
	if (principal === null && bearerOf(header) !== null) countFailure(c, network, policy);
	return principal;
}

/** Takes one failed authentication of the address, where there is one. */
export function countFailedAuthentication(c: AppContext): void {
	const network = networkOf(c.req.header("cf-connecting-ip"));
	if (network !== null) countFailure(c, network, addressPolicy(c.env, "failed-authentications"));
}

function countFailure(c: AppContext, network: string, policy: Policy): void {
	spend(c, `address:${network}`, "this address", [{ policy, cost: 1 }]);
}

function chargesOf(c: AppContext, { limits }: Payer): Charge[] {
	const charges: Charge[] = [{ policy: accountPolicy(c.env, "requests", limits), cost: 1 }];
	if (isUpload(c)) charges.push({ policy: accountPolicy(c.env, "uploads", limits), cost: 1 });
	const bytes = bodyBytes(c);
	if (bytes > 0) charges.push({ policy: accountPolicy(c.env, "body-bytes", limits), cost: bytes });
	return charges;
}

function bodyBytes(c: AppContext): number {
	if (c.req.raw.body === null) return 0;
	const length = c.req.header("content-length") ?? "";
	return /^\d{1,15}$/.test(length) ? Number(length) : UNKNOWN_BYTES;
}

function spendOf(c: AppContext, by: Payer, charges: Charge[]): Standing[] {
	return spend(c, `account:${by.account}`, "the account", charges);
}

/** Takes what is asked for, or throws. What others took is learnt behind the answer's back: nobody waits for it. */
function spend(c: AppContext, subject: string, whose: string, charges: Charge[]): Standing[] {
	const now = Date.now();
	const { ok, standings } = ledger.spend(subject, charges, now);
	const due = ledger.due(subject, now);
	if (due) c.executionCtx.waitUntil(tell(c.env, subject, due));
	if (!ok) throw limited(whose, standings);
	return standings;
}

async function tell(env: Env, subject: string, due: Charge[]): Promise<void> {
	try {
		const left = await limitObject(env, subject).spent(due);
		ledger.told(subject, left, Date.now());
	} catch {
		// What the others took stays unknown for a while; each isolate still has its own count.
	}
}
