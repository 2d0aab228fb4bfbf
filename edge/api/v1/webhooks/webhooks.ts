import { createRoute, z } from "@hono/zod-openapi";
import type { Auditor } from "../../../audit/note.ts";
import { newId } from "../../../contract/ids.ts";
import {
	MAX_ENDPOINTS,
	type NewWebhook,
	newWebhookSchema,
	type WebhookRequest,
	webhookChangeSchema,
	webhookIdSchema,
	webhookRequestSchema,
	webhookSchema,
} from "../../../contract/webhooks/webhooks.ts";
import { type Database, database, isConflict } from "../../../db/client.ts";
import type { Env } from "../../../env.ts";
import { finishSoon } from "../../../housekeeping/finish-deletions.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { auditorOf } from "../../../http/auditor.ts";
import { readIdempotencyKey, sayReplayed } from "../../../http/idempotency.ts";
import { json, jsonBody, refusals, security } from "../../../http/responses.ts";
import { earlier, type IdempotencyKey, once } from "../../../idempotency/once.ts";
import { networkOf } from "../../../outside/network.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { acceptUrl } from "../../../webhooks/accept.ts";
import {
	eraseEndpoints,
	findEndpoint,
	insertEndpoint,
	listEndpoints,
	toWebhook,
	updateEndpoint,
} from "../../../webhooks/endpoints.ts";
import { mailerOf } from "../../../webhooks/mail.ts";
import { type EndpointRow, sendWaitingNow } from "../../../webhooks/outbox.ts";
import { MAX_SECRETS, newSigningSecret, rotated, seal, unseal } from "../../../webhooks/secrets.ts";
import { wake } from "../../../webhooks/wake.ts";

const tags = ["webhooks"];
const idParam = z.object({ id: webhookIdSchema });

const create = createRoute({
	method: "post",
	path: "/v1/webhooks",
	operationId: "createWebhook",
	tags,
	summary: "Be told of jobs, at a URL or by e-mail",
	description: `An account may have ${MAX_ENDPOINTS}. Events are posted as JSON (schema \`WebhookEvent\`, under *Webhooks*), signed as Standard Webhooks says with the \`secret\`, which is shown this once. A URL is refused with \`webhook_url_refused\` unless it is \`https\` and leads to the public internet. Where the deployment sends no e-mail, \`email\` is 409 \`email_not_configured\`.`,
	security,
	request: {
		headers: z.object({ "idempotency-key": z.string().optional() }),
		body: jsonBody(webhookRequestSchema),
	},
	responses: {
		201: json(newWebhookSchema, "The webhook, with its secret"),
		...refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
	},
});
const list = createRoute({
	method: "get",
	path: "/v1/webhooks",
	operationId: "listWebhooks",
	tags,
	summary: "The account's webhooks",
	description: "Oldest first, without their secrets.",
	security,
	responses: {
		200: json(z.object({ data: z.array(webhookSchema) }).meta({ id: "WebhookList" }), "The webhooks"),
		...refusals(401, 403),
	},
});
const get = createRoute({
	method: "get",
	path: "/v1/webhooks/{id}",
	operationId: "getWebhook",
	tags,
	summary: "One webhook: whether it is paused, and since when it fails",
	description: "Its secret is not shown again; rotate it where it was lost.",
	security,
	request: { params: idParam },
	responses: { 200: json(webhookSchema, "The webhook"), ...refusals(401, 403, 404) },
});
const change = createRoute({
	method: "patch",
	path: "/v1/webhooks/{id}",
	operationId: "changeWebhook",
	tags,
	summary: "Change a webhook, pause it or let it go on",
	description:
		"What is not named stays. While a webhook is paused nothing is sent; what happens is kept, and given up three days after its turn came. `paused: false` sends what waits at once.",
	security,
	request: { params: idParam, body: jsonBody(webhookChangeSchema) },
	responses: {
		200: json(webhookSchema, "The webhook as it is now"),
		...refusals(400, 401, 403, 404, 413, 415, 422, 503),
	},
});
const remove = createRoute({
	method: "delete",
	path: "/v1/webhooks/{id}",
	operationId: "deleteWebhook",
	tags,
	summary: "Delete a webhook with its deliveries",
	description: "Nothing is sent from this moment, what waits included. Asking again is 404.",
	security,
	request: { params: idParam },
	responses: { 204: { description: "Deleted" }, ...refusals(401, 403, 404) },
});
const rotate = createRoute({
	method: "post",
	path: "/v1/webhooks/{id}/rotate-secret",
	operationId: "rotateWebhookSecret",
	tags,
	summary: "Make a new signing secret; the one before is good for another 24 hours",
	description: `The new secret is shown this once. Until the one before ends, events carry a signature with each, so a receiver may change at its leisure. ${MAX_SECRETS} secrets may be good at the same time.`,
	security,
	request: { params: idParam },
	responses: {
		200: json(newWebhookSchema, "The webhook, with its new secret"),
		...refusals(401, 403, 404, 409),
	},
});

export function registerWebhooks(app: App): void {
	app.openapi(create, async (c) => {
		const principal = await accountOf(c, "webhooks:write");
		const { account } = principal;
		const key = await readIdempotencyKey(
			c.req.header("idempotency-key"),
			"POST /v1/webhooks",
			await c.req.json(),
		);
		const request = c.req.valid("json");
		const db = database(c.env.DB);
		const { made, replayed } = await once(key, {
			look: () => earlier(db, account, key),
			again: async (id) => {
				const row = await findEndpoint(db, account, id);
				if (!row) throw notFound("webhook");
				return withSecret(c.env, row);
			},
			make: () => make(c.env, db, auditorOf(c, principal), request, key),
		});
		if (replayed) sayReplayed(c);
		c.header("location", `/v1/webhooks/${made.id}`);
		return c.json(made, 201);
	});

	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "webhooks:read");
		const rows = await listEndpoints(database(c.env.DB), account);
		const now = Date.now();
		return c.json({ data: rows.map((row) => toWebhook(row, now)) }, 200);
	});

	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "webhooks:read");
		const row = await findEndpoint(database(c.env.DB), account, c.req.valid("param").id);
		if (!row) throw notFound("webhook");
		return c.json(toWebhook(row, Date.now()), 200);
	});

	app.openapi(change, async (c) => {
		const principal = await accountOf(c, "webhooks:write");
		const { account } = principal;
		const { url, email, paused, ...rest } = c.req.valid("json");
		const db = database(c.env.DB);
		const row = await findEndpoint(db, account, c.req.valid("param").id);
		if (!row) throw notFound("webhook");
		const wrong =
			row.kind === "url" ? (email === undefined ? null : "email") : url === undefined ? null : "url";
		if (wrong !== null) {
			const message = `this webhook has ${row.kind === "url" ? "a URL" : "an e-mail address"}; make another one for \`${wrong}\``;
			throw new ApiError("invalid_request", message, [
				{ pointer: `/${wrong}`, code: "invalid_value", message },
			]);
		}
		if (url !== undefined) await acceptUrl(url, networkOf(c.env));
		const now = Date.now();
		const target = url ?? email;
		const change = {
			...rest,
			id: row.id,
			...(target === undefined ? {} : { target }),
			...(paused === true && row.paused_at === null
				? { paused_at: now, pause_reason: "requested" as const }
				: {}),
			...(paused === false ? { paused_at: null, pause_reason: null, failing_since: null } : {}),
		};
		const by = auditorOf(c, principal);
		const changed = await updateEndpoint(db, row, change, { by, action: "webhook.change", now });
		if (!changed) throw notFound("webhook");
		if (paused === false && row.paused_at !== null) {
			await sendWaitingNow(db, row.id, now);
			await wake(c.env, row.id);
		}
		return c.json(toWebhook(changed, now), 200);
	});

	app.openapi(remove, async (c) => {
		const principal = await accountOf(c, "webhooks:write");
		const { account } = principal;
		const { id } = c.req.valid("param");
		const gone = await eraseEndpoints(database(c.env.DB), account, id, Date.now(), auditorOf(c, principal));
		if (gone === 0) throw notFound("webhook");
		await finishSoon(c.env, Date.now(), account);
		return c.body(null, 204);
	});

	app.openapi(rotate, async (c) => {
		const principal = await accountOf(c, "webhooks:write");
		const { account } = principal;
		const db = database(c.env.DB);
		const row = await findEndpoint(db, account, c.req.valid("param").id);
		if (!row) throw notFound("webhook");
		if (row.kind === "email")
			throw new ApiError("conflict", "e-mail is not signed: there is no secret to rotate");
		const sealed = await seal(c.env.SIGNING_SECRET, row.id, newSigningSecret());
		const secrets = rotated(row.secrets, sealed, Date.now());
		if (secrets.length > MAX_SECRETS)
			throw new ApiError(
				"conflict",
				`${MAX_SECRETS} secrets are good already: wait until ${toWebhook(row, Date.now()).old_secrets_until}`,
			);
		const changed = await updateEndpoint(
			db,
			row,
			{ secrets },
			{ by: auditorOf(c, principal), action: "webhook.rotate_secret", now: Date.now() },
		);
		if (!changed)
			throw new ApiError("conflict", "the secret was rotated, or the webhook deleted, at the same moment");
		return c.json(await withSecret(c.env, changed), 200);
	});
}

async function make(
	env: Env,
	db: Database,
	by: Auditor,
	{ url, email, events, description }: WebhookRequest,
	key: IdempotencyKey | null,
): Promise<NewWebhook> {
	if (url !== undefined) await acceptUrl(url, networkOf(env));
	else if (!mailerOf(env))
		throw new ApiError(
			"email_not_configured",
			"this deployment sends no e-mail: its operator has to bind `EMAIL` and set `EMAIL_FROM`; give a `url` instead",
			[{ pointer: "/email", code: "email_not_configured", message: "this deployment sends no e-mail" }],
		);
	const now = Date.now();
	const id = newId("webhook", now);
	const row: EndpointRow = {
		id,
		account_id: by.account,
		kind: url === undefined ? "email" : "url",
		target: url ?? email ?? "",
		description,
		events: events ?? null,
		secrets:
			url === undefined ? [] : rotated([], await seal(env.SIGNING_SECRET, id, newSigningSecret()), now),
		paused_at: null,
		pause_reason: null,
		failing_since: null,
		created_at: now,
	};
	try {
		await insertEndpoint(db, row, key, by);
	} catch (error) {
		if (isConflict(error, "webhook_limit"))
			throw new ApiError("webhook_limit", `an account may have ${MAX_ENDPOINTS} webhooks; delete one`);
		if (isConflict(error, "owner")) throw notFound("account");
		throw error;
	}
	return withSecret(env, row);
}

async function withSecret(env: Env, row: EndpointRow): Promise<NewWebhook> {
	const sealed = row.secrets[0]?.sealed;
	const secret = sealed === undefined ? null : await unseal(env.SIGNING_SECRET, row.id, sealed);
	return { ...toWebhook(row, Date.now()), secret };
}
