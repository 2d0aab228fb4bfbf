import { z } from "@hono/zod-openapi";
import { messageSchema } from "../../contract/comfyui/information.ts";
import { doorbellMessageSchema } from "../../contract/sockets.ts";
import { webhookEventSchema } from "../../contract/webhooks/webhooks.ts";
import type { App } from "../app.ts";
import { complete } from "./complete.ts";
import { GUIDE } from "./guide.ts";
import type { Document } from "./schema.ts";

/** What is posted to those who asked for it. */
const webhookEvent: Parameters<App["openAPIRegistry"]["registerWebhook"]>[0] = {
	method: "post",
	path: "event",
	operationId: "webhookEvent",
	tags: ["webhooks"],
	summary: "An event, posted to a webhook's URL",
	description:
		"Signed as Standard Webhooks says: check `webhook-signature` with the secret, and that `webhook-timestamp` is of the last minutes (`npm install standardwebhooks` does both). It comes at least once: `webhook-id` is the same each time. Events of one job come in their order; those of several jobs in any. Answer 2xx within ten seconds; anything else, redirects too, is tried again with growing random pauses for three days. After three days without a success the webhook is paused. A test is of type `webhook.test`, with a `job` of null.",
	security: [],
	request: {
		headers: z.object({
			"webhook-id": z
				.string()
				.openapi({ description: "Names the event for this webhook, the same each time" }),
			"webhook-timestamp": z.string().openapi({ description: "When it is sent, in seconds since 1970" }),
			"webhook-signature": z.string().openapi({
				description: "`v1,` and a signature in base64; several with spaces between while a secret is rotated",
			}),
		}),
		body: { required: true, content: { "application/json": { schema: webhookEventSchema } } },
	},
	responses: {
		204: { description: "It was taken; every 2xx says so" },
		410: { description: "The endpoint is no more: the webhook is paused at once" },
	},
};

/** The OpenAPI document of everything that is registered by now. */
export function openApiDocument(app: App, version: string): Document {
	const { openAPIRegistry: registry } = app;
	registry.registerComponent("securitySchemes", "bearer", {
		type: "http",
		scheme: "bearer",
		description:
			"An API key, a client token, a worker token, the grant of an attempt, or the operator's key: each operation says which",
	});
	registry.registerComponent("securitySchemes", "basic", {
		type: "http",
		scheme: "basic",
		description: "Any name, and an API key as the password: on the routes of ComfyUI's own server alone",
	});
	registry.registerComponent("securitySchemes", "signed_url", {
		type: "apiKey",
		in: "query",
		name: "ticket",
		description: "The ticket of a signed URL",
	});
	registry.register("DoorbellMessage", doorbellMessageSchema);
	registry.register("ComfyuiMessage", messageSchema);
	registry.registerWebhook(webhookEvent);
	const made = app.getOpenAPI31Document({
		openapi: "3.1.0",
		info: {
			title: "Darkroom",
			version,
			description: GUIDE,
			contact: { name: "Whoever runs this deployment" },
			license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
		},
	});
	// Its parts are shared between operations; here each has its own.
	return complete(JSON.parse(JSON.stringify(made)) as Document);
}
