import { createRoute } from "@hono/zod-openapi";
import {
	endOperatorSession,
	openOperatorSession,
	renewOperatorSession,
} from "../../../auth/operator-sessions.ts";
import { operatorSessionSchema, SESSION_COOKIE } from "../../../contract/access/sessions.ts";
import { type App, operatorOf } from "../../../http/app.ts";
import { json, refusals, security } from "../../../http/responses.ts";
import { giveSession, takeSession } from "../../../http/session-cookie.ts";

const tags = ["operator"];

const open = createRoute({
	method: "post",
	path: "/v1/operator/sessions",
	operationId: "openOperatorSession",
	tags,
	summary: "Sign in to the studio with the operator's key",
	description: `Sets the cookie \`${SESSION_COOKIE}\`, in the place of another session's. It counts only on pages of this server, may do what the operator's key may, lasts for one hour unless it is renewed, and ends with that key. It takes the key itself, not another session.`,
	security,
	responses: { 201: json(operatorSessionSchema, "Signed in"), ...refusals(401, 403) },
});
const renew = createRoute({
	method: "post",
	path: "/v1/operator/sessions/current",
	operationId: "renewOperatorSession",
	tags,
	summary: "Let the operator's session last for another hour",
	description: "At most for eight hours after it was opened.",
	security,
	responses: { 200: json(operatorSessionSchema, "The session as it is now"), ...refusals(401, 403, 404) },
});
const end = createRoute({
	method: "delete",
	path: "/v1/operator/sessions/current",
	operationId: "endOperatorSession",
	tags,
	summary: "Sign the operator out: the session ends at once",
	description: "Takes the cookie back.",
	security,
	responses: { 204: { description: "Signed out" }, ...refusals(401, 403, 404) },
});

export function registerOperatorSessions(app: App): void {
	app.openapi(open, async (c) => {
		const { session, token } = await openOperatorSession(c.env, await operatorOf(c), Date.now());
		giveSession(c, token, session.expires_at);
		return c.json(session, 201);
	});

	app.openapi(renew, async (c) => {
		const { session, token } = await renewOperatorSession(c.env, await operatorOf(c), Date.now());
		giveSession(c, token, session.expires_at);
		return c.json(session, 200);
	});

	app.openapi(end, async (c) => {
		await endOperatorSession(c.env, await operatorOf(c), Date.now());
		takeSession(c);
		return c.body(null, 204);
	});
}
