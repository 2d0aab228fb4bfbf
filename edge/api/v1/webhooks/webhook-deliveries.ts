import { createRoute, z } from "@hono/zod-openapi";
import { deliveryIdSchema, deliverySchema, webhookIdSchema } from "../../../contract/webhooks/webhooks.ts";
import { type Database, database } from "../../../db/client.ts";
import { cutPage } from "../../../db/page.ts";
import { type App, accountOf } from "../../../http/app.ts";
import { json, pageOf, pageQuery, refusals, security } from "../../../http/responses.ts";
import { ApiError, notFound } from "../../../problem.ts";
import { findEndpoint } from "../../../webhooks/endpoints.ts";
import {
	type EndpointRow,
	findDelivery,
	insertTest,
	listDeliveries,
	sendAgain,
	toDelivery,
} from "../../../webhooks/outbox.ts";
import { wake } from "../../../webhooks/wake.ts";

const tags = ["webhooks"];
const idParam = z.object({ id: webhookIdSchema });

const list = createRoute({
	method: "get",
	path: "/v1/webhooks/{id}/deliveries",
	operationId: "listWebhookDeliveries",
	tags,
	summary: "What a webhook was sent, and what waits",
	description:
		"Newest first. What is over is kept for 30 days, or shorter where the account's retention says so; what belongs to a job that is deleted goes with it.",
	security,
	request: { params: idParam, query: pageQuery },
	responses: {
		200: json(pageOf(deliverySchema).meta({ id: "WebhookDeliveryPage" }), "A page of deliveries"),
		...refusals(400, 401, 403, 404, 422),
	},
});
const replay = createRoute({
	method: "post",
	path: "/v1/webhooks/{id}/deliveries/{delivery}/replay",
	operationId: "replayWebhookDelivery",
	tags,
	summary: "Send a delivery again, now",
	description:
		"With the same `webhook-id` and body, whether it was delivered or given up; the three days begin anew. One that waits for its next attempt is sent at once; one that waits for an earlier event of its job is 409.",
	security,
	request: { params: z.object({ id: webhookIdSchema, delivery: deliveryIdSchema }) },
	responses: { 202: json(deliverySchema, "It is on its way"), ...refusals(401, 403, 404, 409) },
});
const test = createRoute({
	method: "post",
	path: "/v1/webhooks/{id}/test",
	operationId: "testWebhook",
	tags,
	summary: "Send a test event",
	description:
		"An event of type `webhook.test`, signed and sent as any other; where it fails it is not tried again. Its delivery shows what came of it.",
	security,
	request: { params: idParam },
	responses: { 202: json(deliverySchema, "It is on its way"), ...refusals(401, 403, 404, 409) },
});

export function registerWebhookDeliveries(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "webhooks:read");
		const db = database(c.env.DB);
		const { id } = c.req.valid("param");
		const { limit, cursor } = c.req.valid("query");
		if (!(await findEndpoint(db, account, id))) throw notFound("webhook");
		const { data, ...page } = cutPage(await listDeliveries(db, id, { before: cursor, limit }), limit);
		return c.json({ data: data.map(toDelivery), ...page }, 200);
	});

	app.openapi(replay, async (c) => {
		const { account } = await accountOf(c, "webhooks:write");
		const db = database(c.env.DB);
		const { id, delivery } = c.req.valid("param");
		const endpoint = await sendingEndpoint(db, account, id);
		const row = await findDelivery(db, endpoint.id, delivery);
		if (!row) throw notFound("delivery");
		const again = await sendAgain(db, row, Date.now());
		if (!again)
			throw new ApiError("conflict", "this waits until an earlier event of its job is delivered or given up");
		await wake(c.env, id);
		return c.json(toDelivery(again), 202);
	});

	app.openapi(test, async (c) => {
		const { account } = await accountOf(c, "webhooks:write");
		const db = database(c.env.DB);
		const endpoint = await sendingEndpoint(db, account, c.req.valid("param").id);
		const row = await insertTest(db, endpoint, Date.now());
		await wake(c.env, endpoint.id);
		return c.json(toDelivery(row), 202);
	});
}

async function sendingEndpoint(db: Database, account: string, id: string): Promise<EndpointRow> {
	const row = await findEndpoint(db, account, id);
	if (!row) throw notFound("webhook");
	if (row.paused_at !== null)
		throw new ApiError(
			"webhook_paused",
			"nothing is sent while the webhook is paused; set `paused` to false first",
		);
	return row;
}
