import { createRoute, z } from "@hono/zod-openapi";
import type { Auditor } from "../../../audit/note.ts";
import { endKeys } from "../../../auth/end-keys.ts";
import { discover } from "../../../auth/oidc/discover.ts";
import {
	deleteIssuer,
	type IssuerRow,
	insertIssuer,
	listIssuers,
	toIssuer,
	updateIssuer,
} from "../../../auth/oidc-issuers.ts";
import { forgetIssuer } from "../../../auth/oidc-tokens.ts";
import type { AccountPrincipal } from "../../../auth/principal.ts";
import {
	MAX_ISSUERS,
	oidcIssuerChangeSchema,
	oidcIssuerIdSchema,
	oidcIssuerRequestSchema,
	oidcIssuerSchema,
} from "../../../contract/access/oidc.ts";
import type { Scope } from "../../../contract/access/scopes.ts";
import { newId } from "../../../contract/ids.ts";
import { database, isConflict } from "../../../db/client.ts";
import type { Env } from "../../../env.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { destinationOf } from "../../../outside/destination.ts";
import { networkOf } from "../../../outside/network.ts";
import { ApiError, notFound } from "../../../problem.ts";

const tags = ["keys"];
const idParam = z.object({ id: oidcIssuerIdSchema });

const create = createRoute({
	method: "post",
	path: "/v1/oidc-issuers",
	operationId: "createOidcIssuer",
	tags,
	summary: "Take the tokens of an OpenID Connect issuer as credentials of the account",
	description: `A JWT with this \`iss\` and \`aud\` is then good as a bearer token at every route, and to sign in to the studio, until it expires. What it may do is said by \`scopes\` and by the \`rules\` that its claims meet; a token that meets none may do nothing. The issuer's keys are found by discovery, by https on the public internet alone, and read again when a token has a new one. Nobody gives what they may not do themselves. An account may have ${MAX_ISSUERS}; one issuer and audience belong to one account, else 409.`,
	security,
	request: { body: jsonBody(oidcIssuerRequestSchema) },
	responses: {
		201: json(oidcIssuerSchema, "The issuer"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422),
	},
});
const list = createRoute({
	method: "get",
	path: "/v1/oidc-issuers",
	operationId: "listOidcIssuers",
	tags,
	summary: "The issuers whose tokens the account takes",
	description: "Oldest first.",
	security,
	responses: {
		200: json(z.object({ data: z.array(oidcIssuerSchema) }).meta({ id: "OidcIssuerList" }), "The issuers"),
		...refusals(401, 403),
	},
});
const change = createRoute({
	method: "patch",
	path: "/v1/oidc-issuers/{id}",
	operationId: "changeOidcIssuer",
	tags,
	summary: "Change what tokens of an issuer may do",
	description:
		"Counts for tokens that were issued before as well, everywhere within ten seconds. Sessions of the studio that were opened with them end. Another issuer or audience is another entry.",
	security,
	request: { params: idParam, body: jsonBody(oidcIssuerChangeSchema) },
	responses: {
		200: json(oidcIssuerSchema, "The issuer as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/oidc-issuers/{id}",
	operationId: "deleteOidcIssuer",
	tags,
	summary: "Take an issuer's tokens no longer",
	description:
		"Its tokens open nothing any more, everywhere within ten seconds; sessions that were opened with them end, and sockets and streams are closed with 4401.",
	security,
	request: { params: idParam },
	responses: { 204: { description: "Its tokens are over" }, ...refusals(401, 403, 404) },
});

export function registerOidcIssuers(app: App): void {
	app.openapi(create, async (c) => {
		const principal = await accountOf(c, "keys:write");
		const request = c.req.valid("json");
		checkScopes(principal, request);
		const jwks_url = await findKeys(c.env, request.issuer);
		const now = Date.now();
		const row = {
			id: newId("oidcIssuer", now),
			account_id: principal.account,
			...request,
			jwks_url,
			created_at: now,
		};
		if (!(await insert(c.env, row, auditorOf(c, principal))))
			throw new ApiError("conflict", `an account may have ${MAX_ISSUERS} issuers; delete one`);
		return c.json(toIssuer(row), 201);
	});

	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "keys:write");
		const rows = await listIssuers(database(c.env.DB), account);
		return c.json({ data: rows.map(toIssuer) }, 200);
	});

	app.openapi(change, async (c) => {
		const principal = await accountOf(c, "keys:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const request = c.req.valid("json");
		checkScopes(principal, request);
		const { algorithms, scopes, rules } = request;
		const named = {
			id,
			...(algorithms && { algorithms }),
			...(scopes && { scopes }),
			...(rules && { rules }),
		};
		const changed = await updateIssuer(database(c.env.DB), auditorOf(c, principal), id, named, Date.now());
		if (!changed) throw notFound("OIDC issuer");
		forgetIssuer(changed.row);
		await endKeys(c.env, account, changed.ended);
		return c.json(toIssuer(changed.row), 200);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "keys:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const gone = await deleteIssuer(database(c.env.DB), auditorOf(c, principal), id, Date.now());
		if (!gone) throw notFound("OIDC issuer");
		forgetIssuer(gone.row);
		await endKeys(c.env, account, gone.ended);
		return c.body(null, 204);
	});
}

/** Nobody gives what they may not do themselves. */
function checkScopes(
	by: AccountPrincipal,
	{ scopes = [], rules = [] }: { scopes?: Scope[] | undefined; rules?: { scopes: Scope[] }[] | undefined },
): void {
	const given = [...scopes, ...rules.flatMap((rule) => rule.scopes)];
	const beyond = [...new Set(given)].filter((scope) => !by.scopes.includes(scope));
	if (beyond.length > 0)
		throw new ApiError(
			"forbidden",
			`an issuer cannot be given what your key does not have: ${beyond.join(", ")}`,
		);
}

async function findKeys(env: Env, issuer: string): Promise<string> {
	const network = networkOf(env);
	const found = await discover(issuer, network);
	if (!found.ok) throw refused(found.why);
	const keys = destinationOf(found.jwks_url, network.allowLoopback);
	if (!keys.ok) throw refused(`its keys are said to be at ${found.jwks_url}: ${keys.message}`);
	return found.jwks_url;
}

const refused = (message: string) =>
	new ApiError("invalid_request", `the issuer cannot be taken: ${message}`, [
		{ pointer: "/issuer", code: "issuer_refused", message },
	]);

async function insert(env: Env, row: IssuerRow, by: Auditor): Promise<boolean> {
	try {
		return await insertIssuer(database(env.DB), row, by);
	} catch (error) {
		if (isConflict(error, "owner")) throw notFound("account");
		if (isConflict(error, "issuer"))
			throw new ApiError(
				"conflict",
				"tokens of this issuer for this audience are taken by an account already: ask the issuer for an audience of your own",
			);
		throw error;
	}
}
