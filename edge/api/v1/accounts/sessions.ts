import { createRoute } from "@hono/zod-openapi";
import { endSession, issueSignInLink, openSession, renewSession } from "../../../auth/sessions.ts";
import { SESSION_COOKIE, sessionSchema, signInLinkSchema } from "../../../contract/access/sessions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { json, refusals, security } from "../../../http/responses.ts";
import { giveSession, takeSession } from "../../../http/session-cookie.ts";

const tags = ["keys"];

const open = createRoute({
	method: "post",
	path: "/v1/sessions",
	operationId: "openSession",
	tags,
	summary: "Sign in to the studio with a key, a token, or the code of an address that signs in",
	description: `Sets the cookie \`${SESSION_COOKIE}\`, which scripts cannot read and which counts only on pages of this server. The session may do what the credentials may, lasts for twelve hours unless it is renewed, and ends with their key.`,
	security,
	responses: { 201: json(sessionSchema, "Signed in"), ...refusals(401, 403) },
});
const renew = createRoute({
	method: "post",
	path: "/v1/sessions/current",
	operationId: "renewSession",
	tags,
	summary: "Let the session last for another twelve hours, and see what it may do",
	description: "At most for thirty days after it was opened.",
	security,
	responses: { 200: json(sessionSchema, "The session as it is now"), ...refusals(401, 403, 404) },
});
const end = createRoute({
	method: "delete",
	path: "/v1/sessions/current",
	operationId: "endSession",
	tags,
	summary: "Sign out: the session ends at once",
	description:
		"What was opened by it ends with it: sockets and streams are closed with 4401, tickets and signed URLs are refused. Takes the cookie back.",
	security,
	responses: { 204: { description: "Signed out" }, ...refusals(401, 403, 404) },
});
const link = createRoute({
	method: "post",
	path: "/v1/sessions/links",
	operationId: "createSignInLink",
	tags,
	summary: "An address of the studio that signs in whoever opens it first",
	description: "It can be used once, for fifteen minutes. What it opens ends with the key it was made with.",
	security,
	responses: { 201: json(signInLinkSchema, "The address"), ...refusals(401, 403) },
});

export function registerSessions(app: App): void {
	app.openapi(open, async (c) => {
		const principal = await accountOf(c, "jobs:read");
		const { session, token } = await openSession(c.env, principal, Date.now(), c.get("signsIn"));
		giveSession(c, token, session.expires_at);
		return c.json(session, 201);
	});

	app.openapi(renew, async (c) => {
		const { session, token } = await renewSession(c.env, await accountOf(c, "jobs:read"), Date.now());
		giveSession(c, token, session.expires_at);
		return c.json(session, 200);
	});

	app.openapi(end, async (c) => {
		await endSession(c.env, await accountOf(c, "jobs:read"), Date.now());
		takeSession(c);
		return c.body(null, 204);
	});

	app.openapi(link, async (c) => {
		const principal = await accountOf(c, "jobs:read");
		return c.json(await issueSignInLink(c.env, principal, Date.now()), 201);
	});
}
