import * as z from "zod";
import { textOrNothing } from "../../../workflows/definition/parameters.ts";
import { assetIdSchema } from "../assets/assets.ts";
import { failureClassSchema, failureCodeSchema } from "../failures.ts";
import { idPattern } from "../ids.ts";
import { jobIdSchema } from "../jobs/stages.ts";
import { JOB_STATUSES, STAGE_STATUSES } from "../status.ts";

/** What an endpoint can hear of. */
const WEBHOOK_EVENTS = {
	"job.succeeded": "the job has ended, and every declared output is stored",
	"job.failed": "the job has ended with an error",
	"job.canceled": "the job was canceled, and nothing of it runs any more",
	"job.expired": "the job has not ended before its deadline",
	"job.waiting_for_decision": "a stage of the job waits for a person",
	"stage.succeeded": "a stage of a job of several stages has ended well",
	"stage.failed": "a stage of a job of several stages has failed",
	"stage.skipped": "a stage of a job of several stages was left out, as its condition says",
} as const;
export type WebhookEvent = keyof typeof WEBHOOK_EVENTS;
const eventSchema = z.enum(Object.keys(WEBHOOK_EVENTS) as [WebhookEvent, ...WebhookEvent[]]);
/** What is sent where a test is asked for. */
export const TEST_EVENT = "webhook.test";

/** Endpoints that an account may have. */
export const MAX_ENDPOINTS = 20;

export const webhookIdSchema = z.string().regex(idPattern("webhook"), "looks like whk_ and 26 characters");
export const deliveryIdSchema = z.string().regex(idPattern("message"), "looks like msg_ and 26 characters");

const list = Object.entries(WEBHOOK_EVENTS).map(([type, meaning]) => `\`${type}\`: ${meaning}`);
const url = z
	.string()
	.min(1)
	.max(2000)
	.describe(
		"Where events are posted to: `https`, a name or address of the public internet, port 443 or from 1024 on",
	);
const email = z.email().max(254).describe("Whom events are mailed to");
const events = z.array(eventSchema).min(1).max(list.length);
const description = textOrNothing(500);

export const webhookRequestSchema = z
	.strictObject({
		url: url.optional(),
		email: email.optional(),
		events: events.optional().describe(`What it is to hear of; absent: everything. ${list.join("; ")}`),
		description: description.default("").describe("The account's own note"),
	})
	.superRefine((body, context) => {
		if ((body.url === undefined) === (body.email === undefined))
			context.addIssue({ code: "custom", path: ["url"], message: "give either `url` or `email`" });
	})
	.meta({ id: "WebhookRequest" });
export type WebhookRequest = z.infer<typeof webhookRequestSchema>;

export const webhookChangeSchema = z
	.strictObject({
		url,
		email,
		events: events.nullable().describe("What it is to hear of; null: everything"),
		description: description.describe("The account's own note"),
		paused: z
			.boolean()
			.describe("`true`: nothing is sent, and what happens is kept; `false`: what waits is sent at once"),
	})
	.partial()
	.meta({ id: "WebhookChange" });
export type WebhookChange = z.infer<typeof webhookChangeSchema>;

const PAUSE_REASONS = {
	requested: "it was asked for",
	gone: "the endpoint answered 410",
	failing: "nothing could be delivered for three days",
} as const;
export type PauseReason = keyof typeof PAUSE_REASONS;

const reasons = Object.entries(PAUSE_REASONS).map(([reason, meaning]) => `\`${reason}\`: ${meaning}`);

export const webhookSchema = z
	.object({
		id: webhookIdSchema,
		url: z.string().nullable().describe("Where events are posted to; null: they are mailed"),
		email: z.string().nullable().describe("Whom events are mailed to; null: they are posted"),
		events: z.array(eventSchema).nullable().describe("What it hears of; null: everything"),
		description: z.string().describe("The account's own note"),
		paused: z.boolean().describe("Nothing is sent; what happens is kept for three days"),
		paused_at: z.iso.datetime().nullable().describe("Since when it is paused"),
		pause_reason: z
			.enum(Object.keys(PAUSE_REASONS) as [PauseReason, ...PauseReason[]])
			.nullable()
			.describe(`Why it is paused. ${reasons.join("; ")}`),
		failing_since: z.iso
			.datetime()
			.nullable()
			.describe("Since when every attempt failed; null: the last one succeeded, or there was none"),
		old_secrets_until: z.iso
			.datetime()
			.nullable()
			.describe("Until when signatures with earlier secrets go along; null: there is only one secret"),
		created_at: z.iso.datetime(),
	})
	.meta({ id: "Webhook" });
export type WebhookResource = z.infer<typeof webhookSchema>;

export const newWebhookSchema = webhookSchema
	.extend({
		secret: z
			.string()
			.nullable()
			.describe("What events are signed with, `whsec_…`. It is shown this once; null: they are mailed"),
	})
	.meta({ id: "NewWebhook" });
export type NewWebhook = z.infer<typeof newWebhookSchema>;

/** How an attempt failed. */
const DELIVERY_ERRORS = {
	status: "the answer was not 2xx",
	redirect: "the answer was a redirect, which is never followed",
	timeout: "there was no answer within ten seconds",
	connection: "no connection came about, or it broke",
	not_resolved: "the name has no address",
	address_refused: "the address is not accepted, or its name leads to one that is not of the public internet",
	email: "the e-mail could not be sent",
	email_not_configured: "this deployment sends no e-mail",
	secret_lost: "the signing secret cannot be read any more: rotate it",
	paused: "its time ran out while the endpoint was paused",
} as const;
export type DeliveryErrorCode = keyof typeof DELIVERY_ERRORS;
const errors = Object.entries(DELIVERY_ERRORS).map(([code, meaning]) => `\`${code}\`: ${meaning}`);

const DELIVERY_STATUSES = ["pending", "delivered", "failed"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const deliverySchema = z
	.object({
		id: deliveryIdSchema.describe("The `webhook-id` it is sent with, the same each time"),
		webhook: webhookIdSchema.describe("Id of the endpoint, `whk_…`"),
		type: z.string().describe("The event, or `webhook.test`"),
		job: jobIdSchema.nullable().describe("Id of the job; null: a test"),
		seq: z.int().describe("Number of the job's event that it tells of"),
		status: z
			.enum(DELIVERY_STATUSES)
			.describe("`pending` until it was delivered, or given up after three days: `failed`"),
		attempts: z.int().describe("How often it was sent, since the last replay"),
		next_attempt_at: z.iso
			.datetime()
			.nullable()
			.describe("When it is sent again; null: it is over, or waits for an earlier event of its job"),
		gives_up_at: z.iso
			.datetime()
			.nullable()
			.describe("When it is given up; null: it is over, or not its turn yet"),
		last_attempt_at: z.iso.datetime().nullable().describe("When it was sent last"),
		response_status: z.int().nullable().describe("What the last attempt was answered with"),
		error: z
			.object({
				code: z
					.enum(Object.keys(DELIVERY_ERRORS) as [DeliveryErrorCode, ...DeliveryErrorCode[]])
					.describe(errors.join("; ")),
				message: z.string().describe("The same for people"),
			})
			.nullable()
			.describe("How the last attempt failed; null: it succeeded, or there was none"),
		created_at: z.iso.datetime(),
		finished_at: z.iso.datetime().nullable().describe("When it was delivered or given up"),
	})
	.meta({ id: "WebhookDelivery" });
export type DeliveryResource = z.infer<typeof deliverySchema>;
export type DeliveryError = NonNullable<DeliveryResource["error"]>;

/** Outputs named in an event; there may be more. */
export const MAX_TOLD_OUTPUTS = 100;
/** Metadata of a job that goes along with an event, in characters of JSON; longer ones are left out. */
export const MAX_TOLD_METADATA = 4000;

/** The body of an event: light, and the job itself is one request away. */
export const webhookEventSchema = z
	.object({
		type: eventSchema.describe(list.join("; ")),
		timestamp: z.iso.datetime().describe("When it happened"),
		data: z
			.object({
				job: z.object({
					id: jobIdSchema,
					status: z.enum(JOB_STATUSES),
					seq: z.int().describe("Number of the job's event: of two events, the later has the higher"),
					workflow: z.string(),
					metadata: z
						.record(z.string(), z.string())
						.describe(`The client's own notes; empty where they are longer than ${MAX_TOLD_METADATA}`),
					error: z
						.object({ code: failureCodeSchema, class: failureClassSchema, message: z.string() })
						.nullable(),
					started_at: z.iso.datetime().nullable(),
					finished_at: z.iso.datetime().nullable(),
					outputs: z
						.array(assetIdSchema)
						.describe(`Ids of its outputs; the first ${MAX_TOLD_OUTPUTS} of them`),
					more_outputs: z.boolean().describe("There are more outputs than are named here"),
					urls: z.object({ self: z.string().describe("Path of the job on this server") }),
				}),
				stage: z
					.object({ key: z.string(), status: z.enum(STAGE_STATUSES) })
					.nullable()
					.describe("The stage that it is about; null: the whole job"),
			})
			.describe("What it is about"),
	})
	.meta({ id: "WebhookEvent" });
export type WebhookEventBody = z.infer<typeof webhookEventSchema>;
