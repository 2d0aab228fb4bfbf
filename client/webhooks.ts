import * as z from "zod";
import {
	type DeliveryResource,
	deliverySchema,
	type NewWebhook,
	newWebhookSchema,
	type WebhookResource,
	type webhookChangeSchema,
	type webhookRequestSchema,
	webhookSchema,
} from "../edge/contract/webhooks/webhooks.ts";
import { type Ask, askJson, pageOf, searchOf } from "./ask.ts";

const listSchema = z.object({ data: z.array(webhookSchema) });
const pageSchema = pageOf(deliverySchema);

/**
 * Where the account is told of its jobs. Events are signed as Standard Webhooks says: a receiver checks them with
 * the package `standardwebhooks`.
 */
export class Webhooks {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** Makes a webhook. The secret is shown this once. */
	async create(
		request: z.input<typeof webhookRequestSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<NewWebhook> {
		return newWebhookSchema.parse(await askJson(this.ask, "POST", "/v1/webhooks", request, idempotencyKey));
	}

	async list(): Promise<WebhookResource[]> {
		return listSchema.parse(await askJson(this.ask, "GET", "/v1/webhooks")).data;
	}

	async get(id: string): Promise<WebhookResource> {
		return webhookSchema.parse(await askJson(this.ask, "GET", pathOf(id)));
	}

	/** Changes what is named; `paused: false` sends what waits at once. */
	async change(id: string, change: z.input<typeof webhookChangeSchema>): Promise<WebhookResource> {
		return webhookSchema.parse(await askJson(this.ask, "PATCH", pathOf(id), change));
	}

	/** Deletes a webhook with its deliveries, for good. */
	async delete(id: string): Promise<void> {
		await this.ask("DELETE", pathOf(id));
	}

	/** Makes a new secret, shown this once; the one before is good for another 24 hours. */
	async rotateSecret(id: string): Promise<NewWebhook> {
		return newWebhookSchema.parse(await askJson(this.ask, "POST", `${pathOf(id)}/rotate-secret`));
	}

	/** Sends a test event, once; its delivery shows what came of it. */
	async test(id: string): Promise<DeliveryResource> {
		return deliverySchema.parse(await askJson(this.ask, "POST", `${pathOf(id)}/test`));
	}

	/** A page of deliveries, newest first. */
	async deliveries(
		id: string,
		query: { limit?: number; cursor?: string } = {},
	): Promise<z.infer<typeof pageSchema>> {
		return pageSchema.parse(await askJson(this.ask, "GET", `${pathOf(id)}/deliveries?${searchOf(query)}`));
	}

	/** Sends a delivery again, now, with the same id and body. */
	async replay(id: string, delivery: string): Promise<DeliveryResource> {
		const path = `${pathOf(id)}/deliveries/${encodeURIComponent(delivery)}/replay`;
		return deliverySchema.parse(await askJson(this.ask, "POST", path));
	}
}

function pathOf(id: string): string {
	return `/v1/webhooks/${encodeURIComponent(id)}`;
}
